// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How the account was signed in. */
export type AuthMode = "apikey" | "chatgpt" | "chatgptAuthTokens" | "headers" | "agentIdentity" | "personalAccessToken" | "bedrockApiKey" | "bedrockAccessKeys";

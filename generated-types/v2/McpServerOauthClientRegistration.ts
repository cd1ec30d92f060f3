// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How the server gets a client id. */
export type McpServerOauthClientRegistration = "auto" | "cimd" | "dcr";

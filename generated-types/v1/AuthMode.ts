// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How the user is signed in. */
export type AuthMode = "apikey" | "chatgpt";

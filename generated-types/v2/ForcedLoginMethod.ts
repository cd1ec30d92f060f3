// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The one way to sign in that is allowed. */
export type ForcedLoginMethod = "chatgpt" | "api";

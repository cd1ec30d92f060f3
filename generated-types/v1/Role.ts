// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The readers that content is meant for. */
export type Role = "assistant" | "user";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whom content is meant for. */
export type Role = "assistant" | "user";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much of its reasoning the model summarises for users. */
export type ReasoningSummary = "auto" | "concise" | "detailed" | "none";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much the model says. */
export type Verbosity = "low" | "medium" | "high";

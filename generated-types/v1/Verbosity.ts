// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much the model writes, if it offers the choice. */
export type Verbosity = "low" | "medium" | "high";

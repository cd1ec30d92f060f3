// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where requests of a workspace go. */
export type AccountRoutingOverride = "NO_CONSTRAINT" | "us" | "us_cr";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether an outer sandbox lets commands reach the network. */
export type NetworkAccess = "restricted" | "enabled";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The form of the rollout: one record for each item, or the older events. */
export type ThreadHistoryMode = "legacy" | "paginated";

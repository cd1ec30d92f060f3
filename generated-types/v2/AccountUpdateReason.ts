// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why the account is reported again. */
export type AccountUpdateReason = "workspaceRoutingReady" | "unknown";

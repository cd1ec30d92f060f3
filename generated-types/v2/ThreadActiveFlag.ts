// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What an active thread waits for. */
export type ThreadActiveFlag = "waitingOnApproval" | "waitingOnUserInput";

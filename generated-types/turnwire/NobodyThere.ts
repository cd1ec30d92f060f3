// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What becomes of approvals while no client has the conversation: they wait, are declined, or are declined after so many seconds. */
export type NobodyThere = ("wait" | "deny") | number;

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What happens to approvals while no client has the conversation: they wait, are declined at once, or are declined after this number of seconds. */
export type NobodyThere = ("wait" | "deny") | number;

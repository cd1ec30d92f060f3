// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What the connection was before. */
export type ThreadUnsubscribeStatus = "notLoaded" | "notSubscribed" | "unsubscribed";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether there was a sign-in to cancel. */
export type CancelLoginAccountStatus = "canceled" | "notFound";

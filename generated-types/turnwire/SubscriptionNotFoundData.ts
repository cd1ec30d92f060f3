// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No such subscription on this connection. */
export type SubscriptionNotFoundData = {
  code: "subscription_not_found";
  id: string;
};

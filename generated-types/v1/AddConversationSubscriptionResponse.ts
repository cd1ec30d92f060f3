// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `addConversationListener`. */
export type AddConversationSubscriptionResponse = {
  subscriptionId: string;
};

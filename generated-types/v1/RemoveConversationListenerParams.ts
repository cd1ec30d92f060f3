// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `removeConversationListener`. */
export type RemoveConversationListenerParams = {
  subscriptionId: string;
};

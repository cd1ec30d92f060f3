// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `removeConversationListener`. */
export type RemoveConversationSubscriptionResponse = Record<string, never>;

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `turnwire/closeConversation`. */
export type CloseConversationResponse = Record<string, never>;

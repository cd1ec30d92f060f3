// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `turnwire/compactConversation`. */
export type CompactConversationResponse = Record<string, never>;

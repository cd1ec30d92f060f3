// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The id of a conversation: a UUID, lower case and hyphenated. */
export type ConversationId = string;

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No conversation with this id is loaded. */
export type ConversationNotFoundData = {
  code: "conversation_not_found";
  id: string;
};

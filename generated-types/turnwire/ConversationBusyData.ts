// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Another process owns the conversation. */
export type ConversationBusyData = {
  code: "conversation_busy";
  id: string;
  pid: number;
  host: string;
};

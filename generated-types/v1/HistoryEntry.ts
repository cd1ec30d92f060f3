// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A prompt that the user typed in some session. */
export type HistoryEntry = {
  conversation_id: string;
  /** Seconds since 1970. */
  ts: number;
  text: string;
};

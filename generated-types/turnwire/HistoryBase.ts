// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** The part of another rollout that this one continues. */
export type HistoryBase = {
  thread_id: ConversationId;
  end_ordinal_exclusive?: number | undefined;
  /** Bytes of the other file that count. */
  end_byte_offset?: number | undefined;
};

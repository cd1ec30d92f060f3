// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TurnAbortReason } from './TurnAbortReason.js';

/** Result of `interruptConversation`. */
export type InterruptConversationResponse = {
  abortReason: TurnAbortReason;
};

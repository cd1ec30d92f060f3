// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TurnAbortReason } from './TurnAbortReason.js';

/** A turn was cut short. */
export type TurnAbortedEvent = {
  reason: TurnAbortReason;
};

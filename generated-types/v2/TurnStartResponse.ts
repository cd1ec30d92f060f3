// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Turn } from './Turn.js';

/** Result of `turn/start`. */
export type TurnStartResponse = {
  turn: Turn;
};

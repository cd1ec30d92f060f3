// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Turn } from './Turn.js';

/** Result of `review/start`. */
export type ReviewStartResponse = {
  turn: Turn;
  reviewThreadId: string;
};

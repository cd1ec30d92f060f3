// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Turn } from './Turn.js';

/** Result of `thread/queue/start`. */
export type ThreadQueueStartResponse = {
  turn: Turn;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Turn } from './Turn.js';

/** Params of `turn/completed`. */
export type TurnCompletedNotification = {
  threadId: string;
  turn: Turn;
};

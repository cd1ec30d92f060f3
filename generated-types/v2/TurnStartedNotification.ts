// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Turn } from './Turn.js';

/** Params of `turn/started`. */
export type TurnStartedNotification = {
  threadId: string;
  turn: Turn;
};

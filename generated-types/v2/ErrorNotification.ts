// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TurnError } from './TurnError.js';

/** Params of `error`. */
export type ErrorNotification = {
  error: TurnError;
  willRetry: boolean;
  threadId: string;
  turnId: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadBackgroundTerminal } from './ThreadBackgroundTerminal.js';

/** Result of `thread/backgroundTerminals/list`. */
export type ThreadBackgroundTerminalsListResponse = {
  data: ThreadBackgroundTerminal[];
  nextCursor: string | null;
};

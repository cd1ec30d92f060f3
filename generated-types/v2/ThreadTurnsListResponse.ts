// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Turn } from './Turn.js';

/** Result of `thread/turns/list`. */
export type ThreadTurnsListResponse = {
  data: Turn[];
  nextCursor: string | null;
  backwardsCursor: string | null;
};

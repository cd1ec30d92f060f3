// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Turn } from './Turn.js';

/** A page of turns. A cursor is null where there is nothing more. */
export type TurnsPage = {
  data: Turn[];
  nextCursor: string | null;
  backwardsCursor: string | null;
};

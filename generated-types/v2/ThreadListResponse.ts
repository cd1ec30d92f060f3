// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Thread } from './Thread.js';
import type { ThreadReadState } from './ThreadReadState.js';

/** Result of `thread/list`. */
export type ThreadListResponse = {
  data: Thread[];
  readStates: {
    [key: string]: ThreadReadState;
  } | null;
  nextCursor: string | null;
  backwardsCursor: string | null;
};

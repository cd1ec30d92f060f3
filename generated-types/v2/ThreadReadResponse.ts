// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Thread } from './Thread.js';
import type { ThreadReadState } from './ThreadReadState.js';

/** Result of `thread/read`. */
export type ThreadReadResponse = {
  thread: Thread;
  readState: ThreadReadState | null;
};

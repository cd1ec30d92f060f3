// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadActiveFlag } from './ThreadActiveFlag.js';

/** What a thread is doing now. */
export type ThreadStatus = {
  type: "notLoaded";
} | {
  type: "idle";
} | {
  type: "systemError";
} | {
  type: "active";
  activeFlags: ThreadActiveFlag[];
  /** An addition of Turnwire: what the thread waits for stays open while no client has it, for ever or for some time. */
  whenNobodyIsThere?: "wait" | number | undefined;
};

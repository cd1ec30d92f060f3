// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { HookRunSummary } from './HookRunSummary.js';

/** Params of `hook/completed`. */
export type HookCompletedNotification = {
  threadId: string;
  turnId: string | null;
  run: HookRunSummary;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadTokenUsage } from './ThreadTokenUsage.js';

/** Params of `thread/tokenUsage/updated`. */
export type ThreadTokenUsageUpdatedNotification = {
  threadId: string;
  turnId: string;
  tokenUsage: ThreadTokenUsage;
};

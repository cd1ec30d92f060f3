// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ResponseUsageMetadata } from './ResponseUsageMetadata.js';
import type { TokenUsageBreakdown } from './TokenUsageBreakdown.js';

/** Params of `rawResponse/completed`. */
export type RawResponseCompletedNotification = {
  threadId: string;
  turnId: string;
  responseId: string;
  usage: TokenUsageBreakdown | null;
  usageMetadata: ResponseUsageMetadata | null;
};

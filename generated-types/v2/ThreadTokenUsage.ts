// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TokenUsageBreakdown } from './TokenUsageBreakdown.js';

/** Tokens that a thread has used, and the size of the context window when it is known. */
export type ThreadTokenUsage = {
  total: TokenUsageBreakdown;
  last: TokenUsageBreakdown;
  modelContextWindow: number | null;
};

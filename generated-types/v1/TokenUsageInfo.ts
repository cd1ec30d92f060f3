// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TokenUsage } from './TokenUsage.js';

/** Tokens of the whole conversation and of the last answer. */
export type TokenUsageInfo = {
  total_token_usage: TokenUsage;
  last_token_usage: TokenUsage;
  model_context_window: number | null;
};

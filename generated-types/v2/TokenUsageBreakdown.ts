// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Tokens of one response, or of all of them. */
export type TokenUsageBreakdown = {
  totalTokens: number;
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteInputTokens: number;
  outputTokens: number;
  reasoningOutputTokens: number;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/sample`. */
export type ThreadSampleResponse = {
  sourceTurnId: string;
  responseId: string;
  text: string | null;
  inputTokens: number | null;
  cachedInputTokens: number | null;
  outputTokens: number | null;
};

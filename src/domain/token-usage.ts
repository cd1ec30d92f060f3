/** Tokens that the model counted. The two parts are contained in the totals beside them. */
export interface TokenUsage {
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_output_tokens: number;
  total_tokens: number;
}

export interface RateLimitWindow {
  /** 0 to 100. */
  used_percent: number;
  window_minutes: number | null;
  resets_in_seconds: number | null;
  /** The same in seconds since the epoch, where the provider says it so. */
  resets_at?: number | undefined;
}

/** The short and the long limit of an account, as far as the provider reports them. */
export interface RateLimits {
  primary: RateLimitWindow | null;
  secondary: RateLimitWindow | null;
}

/** Tokens and limits of a conversation at one moment. */
export interface UsageSnapshot {
  /** Null before the first answer of the model. */
  readonly tokens: {
    readonly total: TokenUsage;
    readonly last: TokenUsage;
    readonly contextWindow: number | null;
  } | null;
  readonly rateLimits: RateLimits | null;
}

export const NO_TOKENS: TokenUsage = {
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
  total_tokens: 0,
};

export function addTokens(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    cached_input_tokens: a.cached_input_tokens + b.cached_input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    reasoning_output_tokens: a.reasoning_output_tokens + b.reasoning_output_tokens,
    total_tokens: a.total_tokens + b.total_tokens,
  };
}

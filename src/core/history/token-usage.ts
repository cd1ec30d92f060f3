import type { RateLimitSnapshot, TokenCountEvent, TokenUsage } from '../../../protocol/rollout/turn-events.js';

const NONE: TokenUsage = {
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
  total_tokens: 0,
};

/** Tokens and limits of a conversation so far; `token_count` events are snapshots of it. */
export class Usage {
  #total: TokenUsage | undefined;
  #last: TokenUsage | undefined;
  #rateLimits: RateLimitSnapshot | null = null;
  #contextTokens: number | null = null;
  /** In tokens. */
  contextWindow: number | null = null;

  /** Tokens of the history when the model last told; null when it has not since the history was replaced. */
  get contextTokens(): number | null {
    return this.#contextTokens;
  }

  /** The history is another one now. */
  forgetContext(): void {
    this.#contextTokens = null;
  }

  add(usage: TokenUsage): void {
    const total = this.#total;
    this.#last = usage;
    this.#contextTokens = usage.total_tokens - usage.reasoning_output_tokens;
    this.#total = total === undefined ? usage : sum(total, usage);
  }

  /** The model says that the window is full: from now on the counts say so too. Nothing is changed where the window is not known. */
  fill(): void {
    const window = this.contextWindow;
    if (window === null) return;
    const missing = Math.max(0, window - (this.#total?.total_tokens ?? 0));
    this.#total = { ...NONE, total_tokens: window };
    this.#last = { ...NONE, total_tokens: missing };
    this.#contextTokens = window;
  }

  limits(snapshot: RateLimitSnapshot | null): void {
    if (snapshot !== null) this.#rateLimits = snapshot;
  }

  /** Goes on from the last count of a log. */
  restore(count: TokenCountEvent | undefined): void {
    this.#total = count?.info?.total_token_usage;
    this.#last = count?.info?.last_token_usage;
    this.#rateLimits = count?.rate_limits ?? null;
  }

  event(): { type: 'token_count' } & TokenCountEvent {
    const info =
      this.#total && this.#last
        ? { total_token_usage: this.#total, last_token_usage: this.#last, model_context_window: this.contextWindow }
        : null;
    return { type: 'token_count', info, rate_limits: this.#rateLimits };
  }
}

function sum(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    cached_input_tokens: a.cached_input_tokens + b.cached_input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    reasoning_output_tokens: a.reasoning_output_tokens + b.reasoning_output_tokens,
    total_tokens: a.total_tokens + b.total_tokens,
  };
}

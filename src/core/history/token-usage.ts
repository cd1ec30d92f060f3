import {
  addTokens,
  NO_TOKENS,
  type RateLimits,
  type TokenUsage,
  type UsageSnapshot,
} from '../../domain/token-usage.js';

/** Tokens and limits of a conversation so far. */
export class Usage {
  #total: TokenUsage | undefined;
  #last: TokenUsage | undefined;
  #rateLimits: RateLimits | null = null;
  #contextTokens: number | null = null;
  /** In tokens. */
  contextWindow: number | null = null;

  /** Tokens of the history when the model last counted; null when it has not since the history was replaced. */
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
    this.#total = total === undefined ? usage : addTokens(total, usage);
  }

  /** The model says that the window is full: from now on the counts say so too. Nothing is changed where the window is not known. */
  fill(): void {
    const window = this.contextWindow;
    if (window === null) return;
    const missing = Math.max(0, window - (this.#total?.total_tokens ?? 0));
    this.#total = { ...NO_TOKENS, total_tokens: window };
    this.#last = { ...NO_TOKENS, total_tokens: missing };
    this.#contextTokens = window;
  }

  limits(limits: RateLimits | null): void {
    if (limits !== null) this.#rateLimits = limits;
  }

  /** Continues from the last count of a rollout. */
  restore(usage: UsageSnapshot | undefined): void {
    this.#total = usage?.tokens?.total;
    this.#last = usage?.tokens?.last;
    this.#rateLimits = usage?.rateLimits ?? null;
  }

  snapshot(): UsageSnapshot {
    const tokens =
      this.#total && this.#last ? { total: this.#total, last: this.#last, contextWindow: this.contextWindow } : null;
    return { tokens, rateLimits: this.#rateLimits };
  }
}

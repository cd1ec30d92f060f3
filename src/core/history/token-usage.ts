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
  #full = false;
  /** In tokens. */
  contextWindow: number | null = null;

  /** Tokens of the history when the model last counted; null when it has not since the history was replaced. */
  get contextTokens(): number | null {
    return this.#contextTokens;
  }

  /** The history was replaced. */
  forgetContext(): void {
    this.#contextTokens = null;
    this.#full = false;
  }

  /** The model has refused a request because the history is too long, also when its size is not known. */
  get full(): boolean {
    return this.#full;
  }

  add(usage: TokenUsage): void {
    const total = this.#total;
    this.#last = usage;
    this.#contextTokens = contextOf(usage);
    this.#total = total === undefined ? usage : addTokens(total, usage);
  }

  /** The model says that the window is full. From now on the counts show this too, if the size of the window is known. */
  fill(): void {
    this.#full = true;
    const window = this.contextWindow;
    if (window === null) return;
    const missing = Math.max(0, window - (this.#total?.total_tokens ?? 0));
    this.#total = { ...NO_TOKENS, total_tokens: window };
    this.#last = { ...NO_TOKENS, total_tokens: missing };
    this.#contextTokens = window;
  }

  /** Tokens that count for the goal of a conversation. Tokens that were read from a cache do not count. */
  get charged(): number {
    const { input_tokens = 0, cached_input_tokens = 0, output_tokens = 0 } = this.#total ?? {};
    return input_tokens - cached_input_tokens + output_tokens;
  }

  limits(limits: RateLimits | null): void {
    if (limits !== null) this.#rateLimits = limits;
  }

  /** Continues from the last count of a rollout. `isCurrent`: the history was not replaced since. */
  restore(usage: UsageSnapshot | undefined, isCurrent: boolean): void {
    this.#total = usage?.tokens?.total;
    this.#last = usage?.tokens?.last;
    this.#contextTokens = isCurrent && this.#last ? contextOf(this.#last) : null;
    this.#rateLimits = usage?.rateLimits ?? null;
  }

  snapshot(): UsageSnapshot {
    const tokens =
      this.#total && this.#last ? { total: this.#total, last: this.#last, contextWindow: this.contextWindow } : null;
    return { tokens, rateLimits: this.#rateLimits };
  }
}

/** What a request and its response leave in the history: reasoning is not sent again. */
const contextOf = (usage: TokenUsage): number => usage.total_tokens - usage.reasoning_output_tokens;

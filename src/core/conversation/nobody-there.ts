import type { WhenNobodyIsThere } from '../ports/index.js';

export interface NobodyThereOptions {
  readonly policy: () => WhenNobodyIsThere;
  /** Whether a client has a place in the conversation. */
  readonly anyone: () => boolean;
  /** Declines what is open. */
  readonly decline: () => void;
}

/** What becomes of approvals and other requests to clients while no client has the conversation. */
export class NobodyThere {
  readonly #options: NobodyThereOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: NobodyThereOptions) {
    this.#options = options;
  }

  /** Whether a request may wait for a client that does not know of it yet. */
  get mayWait(): boolean {
    return !this.#options.anyone() && this.#options.policy() !== 'deny';
  }

  /** Whether a request is declined when the last client that had it has left. */
  get declinesAtOnce(): boolean {
    return this.#options.policy() === 'deny';
  }

  /** Call this when a request is opened, and when a client has come or left. */
  check(): void {
    const { policy, anyone, decline } = this.#options;
    if (anyone()) return this.stop();
    const now = policy();
    if (now === 'wait') return;
    if (now === 'deny') return decline();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!anyone()) decline();
    }, now * 1000).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Events waiting for a reader from which on the sender is slowed down. */
const FULL = 1000;

/** Keeps events until they are read. A reader gets all of them from the first on. */
export class EventQueue<E> {
  readonly #pace: (isBehind: boolean) => void;
  #events: E[] = [];
  #end: { readonly error: Error | undefined } | undefined;
  #isRead = false;
  #wasRead = false;
  #isBehind = false;
  #wake: () => void = () => {};

  /** `pace` is called when the reader falls behind, and when it has caught up. */
  constructor(pace: (isBehind: boolean) => void) {
    this.#pace = pace;
  }

  add(event: E): void {
    if (this.#end) return;
    this.#events.push(event);
    // Without a reader nothing waits: it would wait for ever.
    if (this.#isRead && this.#events.length >= FULL) this.#behind(true);
    this.#wake();
  }

  end(error?: Error): void {
    this.#end ??= { error };
    this.#behind(false);
    this.#wake();
  }

  /** Can be called once. */
  async *read(): AsyncGenerator<E, void, undefined> {
    if (this.#wasRead) throw new Error('the events of a turn can be read once');
    this.#wasRead = true;
    this.#isRead = true;
    try {
      while (true) {
        const events = this.#events;
        this.#events = [];
        this.#behind(false);
        yield* events;
        if (this.#events.length > 0) continue;
        if (this.#end?.error) throw this.#end.error;
        if (this.#end) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.#isRead = false;
      this.#events = [];
      this.#end ??= { error: undefined };
      this.#behind(false);
    }
  }

  #behind(isBehind: boolean): void {
    if (this.#isBehind === isBehind) return;
    this.#isBehind = isBehind;
    this.#pace(isBehind);
  }
}

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface ConfigErrorOptions {
  /** The keys from the root to the one at fault. */
  readonly keys?: readonly PropertyKey[] | undefined;
  readonly place?: Place | undefined;
}

/** The configuration cannot be used; the message names the fault and its place. Callers add their own prefix. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly keys: readonly PropertyKey[] | undefined;
  readonly place: Place | undefined;

  constructor(message: string, { keys, place }: ConfigErrorOptions = {}) {
    super(message);
    this.keys = keys;
    this.place = place;
  }

  /** The data of an error reply. */
  get data() {
    return {
      reason: this.message,
      ...(this.keys === undefined ? {} : { key: this.keys.join('.') }),
      ...this.place,
    };
  }
}

import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { History } from '../history/history.js';
import type { Accounts, ModelSource } from '../ports/index.js';

/**
 * Keeps what a provider has encrypted for one account from being sent in the name of another (C140). Whose a history is that was read from a
 * log is not known; it is kept until somebody else has been seen.
 */
export class OwnAccount {
  readonly #accounts: Pick<Accounts, 'account'>;
  #account: string | undefined;
  #changed = false;

  constructor(accounts: Pick<Accounts, 'account'>) {
    this.#accounts = accounts;
  }

  /** The source for a turn: each request says whose it is. `tell` is called when that is somebody else than before. */
  bind(source: ModelSource, history: History, tell: () => void): ModelSource {
    return {
      stream: (request, signal) => {
        const account = this.#accounts.account();
        if (!this.#enter(account)) return source.stream({ ...request, account }, signal);
        history.replace(readableByAll(history.items));
        tell();
        return source.stream({ ...request, account, input: readableByAll(request.input) }, signal);
      },
    };
  }

  /** The items of a log that is read again, without what may be of an earlier account. */
  known(items: readonly ResponseItem[]): ResponseItem[] {
    return this.#changed ? readableByAll(items) : [...items];
  }

  /** Whether this is somebody else than before. With nobody signed in the provider refuses, and whose the history is stays as it is. */
  #enter(account: string | undefined): boolean {
    if (account === undefined || account === this.#account) return false;
    const known = this.#account !== undefined;
    this.#account = account;
    this.#changed ||= known;
    return known;
  }
}

/** Reasoning that only its account can read goes, and what it has in clear stays. */
function readableByAll(items: readonly ResponseItem[]): ResponseItem[] {
  return items.flatMap((item) => {
    if (item.type !== 'reasoning' || item.encrypted_content == null) return [item];
    return item.content && item.content.length > 0 ? [{ ...item, encrypted_content: null }] : [];
  });
}

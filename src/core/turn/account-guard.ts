import type { HistoryItem } from '../../domain/history-item.js';
import type { History } from '../history/history.js';
import type { Accounts, ModelSource } from '../ports/index.js';

/**
 * Keeps reasoning that a provider has sealed for one account from being sent in the name of another (C140). Whose a history is that was read from a
 * rollout is not known; it is kept until another account has been seen.
 */
export class AccountGuard {
  readonly #accounts: Pick<Accounts, 'account'>;
  #account: string | undefined;
  #changed = false;

  constructor(accounts: Pick<Accounts, 'account'>) {
    this.#accounts = accounts;
  }

  /** The source for a turn: each request says whose account it is made in. `onSwitch` is called when that is another one than before. */
  bind(source: ModelSource, history: History, onSwitch: () => void): ModelSource {
    return {
      stream: (request, signal) => {
        const account = this.#accounts.account();
        if (!this.#enter(account)) return source.stream({ ...request, account }, signal);
        history.replace(withoutSealed(history.items));
        onSwitch();
        return source.stream({ ...request, account, input: withoutSealed(request.input) }, signal);
      },
    };
  }

  /** The account of the last request, if it is known. */
  get current(): string | undefined {
    return this.#account;
  }

  /** The items of a rollout that is read again, without what may belong to an earlier account. */
  readable(items: readonly HistoryItem[]): HistoryItem[] {
    return this.#changed ? withoutSealed(items) : [...items];
  }

  /** Whether this is another account than before. With no account the provider refuses, and whose the history is stays as it is. */
  #enter(account: string | undefined): boolean {
    if (account === undefined || account === this.#account) return false;
    const known = this.#account !== undefined;
    this.#account = account;
    this.#changed ||= known;
    return known;
  }
}

/** Sealed reasoning that only its account can read is left out; what it has in clear stays. */
function withoutSealed(items: readonly HistoryItem[]): HistoryItem[] {
  return items.flatMap((item) => {
    if (item.type !== 'reasoning' || item.encrypted_content == null) return [item];
    return item.content && item.content.length > 0 ? [{ ...item, encrypted_content: null }] : [];
  });
}

import type { HistoryItem } from '../../domain/history-item.js';
import type { History } from '../history/history.js';
import type { Accounts, ModelSource } from '../ports/index.js';

/**
 * Makes sure that reasoning is sent only with the account for which a provider has encrypted it (C140). The account of a history from a rollout is unknown;
 * such reasoning is kept until another account is used.
 */
export class AccountGuard {
  readonly #accounts: Pick<Accounts, 'account'>;
  #account: string | undefined;
  #changed = false;

  constructor(accounts: Pick<Accounts, 'account'>) {
    this.#accounts = accounts;
  }

  /** The model source for a turn. Each request names its account; `onSwitch` is called when that differs from the last one. */
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

  /** The items of a rollout that is read again, without reasoning that may belong to an earlier account. */
  readable(items: readonly HistoryItem[]): HistoryItem[] {
    return this.#changed ? withoutSealed(items) : [...items];
  }

  /** Whether this is another account than before. A request without an account is refused by the provider and changes nothing. */
  #enter(account: string | undefined): boolean {
    if (account === undefined || account === this.#account) return false;
    const known = this.#account !== undefined;
    this.#account = account;
    this.#changed ||= known;
    return known;
  }
}

/** Removes the encrypted reasoning that only its account can read; plain text stays. */
function withoutSealed(items: readonly HistoryItem[]): HistoryItem[] {
  return items.flatMap((item) => {
    if (item.type !== 'reasoning' || item.encrypted_content == null) return [item];
    return item.content && item.content.length > 0 ? [{ ...item, encrypted_content: null }] : [];
  });
}

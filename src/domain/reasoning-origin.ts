import { createHash } from 'node:crypto';
import type { HistoryItem } from './history-item.js';

/**
 * Where sealed reasoning comes from: a provider, and the account there. Only they can read it, and any other refuses a request that holds it. Items of
 * unknown origin (from a rollout of another program) have none.
 */
const origins = new WeakMap<HistoryItem, string>();

export function markOrigin(item: HistoryItem, origin: string): void {
  origins.set(item, origin);
}

export const originOf = (item: HistoryItem): string | undefined => origins.get(item);

/** Names an origin. The account is one that the server is signed in with; it is not said in clear, for origins are written to rollouts. */
export function originName(provider: string, account: string | undefined): string {
  if (account === undefined) return provider;
  return `${provider} ${createHash('sha256').update(account).digest('hex').slice(0, 16)}`;
}

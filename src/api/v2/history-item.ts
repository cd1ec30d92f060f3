import { explain } from '../../../protocol/explain.js';
import { ResponseItem } from '../../../protocol/rollout/items.js';
import type { HistoryItem } from '../../domain/history-item.js';
import { invalid } from './overrides.js';

/** The n-th item that a client puts into a history; `member` is the member of the params that has them. */
export function historyItem(item: unknown, n: number, member: string): HistoryItem {
  const parsed = ResponseItem().safeParse(item);
  if (parsed.success) return parsed.data;
  const { path, reason } = explain(parsed.error);
  throw invalid(['params', member, n, ...path].join('.'), `${member}[${n}] is not a valid response item: ${reason}`);
}

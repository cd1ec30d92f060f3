// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SortDirection } from './SortDirection.js';
import type { ThreadSearchSortKey } from './ThreadSearchSortKey.js';
import type { ThreadSourceKind } from './ThreadSourceKind.js';

/** Params of `thread/search`. */
export type ThreadSearchParams = {
  includeAttachedThreads?: boolean | null | undefined;
  currentAccountOnly?: boolean | null | undefined;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  sortKey?: ThreadSearchSortKey | null | undefined;
  sortDirection?: SortDirection | null | undefined;
  sourceKinds?: ThreadSourceKind[] | null | undefined;
  archived?: boolean | null | undefined;
  searchTerm: string;
};

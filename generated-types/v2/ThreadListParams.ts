// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SortDirection } from './SortDirection.js';
import type { ThreadSortKey } from './ThreadSortKey.js';
import type { ThreadSourceKind } from './ThreadSourceKind.js';

/** Params of `thread/list`. */
export type ThreadListParams = {
  includeAttachedThreads?: boolean | null | undefined;
  currentAccountOnly?: boolean | null | undefined;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  includedThreadIds?: string[] | null | undefined;
  excludedThreadIds?: string[] | null | undefined;
  sortKey?: ThreadSortKey | null | undefined;
  sortDirection?: SortDirection | null | undefined;
  modelProviders?: string[] | null | undefined;
  sourceKinds?: ThreadSourceKind[] | null | undefined;
  originators?: string[] | null | undefined;
  archived?: boolean | null | undefined;
  sectionId?: string | null | undefined;
  projectId?: string | null | undefined;
  cwd?: string | string[] | null | undefined;
  useStateDbOnly?: boolean | null | undefined;
  searchTerm?: string | null | undefined;
  parentThreadId?: string | null | undefined;
  ancestorThreadId?: string | null | undefined;
  attachedToThreadId?: string | null | undefined;
};

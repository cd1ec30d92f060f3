// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProjectSortKey } from './ProjectSortKey.js';
import type { SortDirection } from './SortDirection.js';

/** Params of `project/list`. */
export type ProjectListParams = {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  /** Default: `position`. By recency, projects without threads come last. */
  sortKey?: ProjectSortKey | null | undefined;
  /** Needs `sortKey`. Default: `asc`, and `desc` for recency. */
  sortDirection?: SortDirection | null | undefined;
};

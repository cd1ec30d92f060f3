// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SortDirection } from './SortDirection.js';
import type { ThreadItemOutputDeferral } from './ThreadItemOutputDeferral.js';
import type { ThreadItemsListCursor } from './ThreadItemsListCursor.js';

/** Params of `thread/items/list`. */
export type ThreadItemsListParams = {
  threadId: string;
  turnId?: string | null | undefined;
  cursor?: ThreadItemsListCursor | null | undefined;
  limit?: number | null | undefined;
  sortDirection?: SortDirection | null | undefined;
  deferOutput?: ThreadItemOutputDeferral | null | undefined;
};

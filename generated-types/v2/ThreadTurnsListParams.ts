// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SortDirection } from './SortDirection.js';
import type { TurnItemsView } from './TurnItemsView.js';

/** Params of `thread/turns/list`. */
export type ThreadTurnsListParams = {
  threadId: string;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  sortDirection?: SortDirection | null | undefined;
  itemsView?: TurnItemsView | null | undefined;
};

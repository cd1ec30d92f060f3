// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SortDirection } from './SortDirection.js';
import type { TurnItemsView } from './TurnItemsView.js';

/** Which turns to add to the reply. */
export type ThreadResumeInitialTurnsPageParams = {
  limit?: number | null | undefined;
  sortDirection?: SortDirection | null | undefined;
  itemsView?: TurnItemsView | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadItem } from './ThreadItem.js';
import type { TurnError } from './TurnError.js';
import type { TurnItemsView } from './TurnItemsView.js';
import type { TurnStatus } from './TurnStatus.js';

/** One turn of a thread: everything that follows one input of the user. Times are in seconds. */
export type Turn = {
  id: string;
  rootTurnId: string | null;
  items: ThreadItem[];
  itemsView: TurnItemsView;
  status: TurnStatus;
  error: TurnError | null;
  startedAt: number | null;
  completedAt: number | null;
  durationMs: number | null;
};

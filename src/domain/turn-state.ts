import type { Failure } from '../../protocol/errors.js';
import type { Item } from './item.js';

/** Why a turn has failed: words for users and, as `cause`, the same for programs. */
export interface TurnFailure {
  readonly message: string;
  readonly cause?: Failure | undefined;
}

/** A turn for display: while it runs, after it, and when it is read again. Times are milliseconds since the epoch; null when the rollout does not have them. */
export interface TurnState {
  readonly id: string;
  readonly status: 'in-progress' | 'completed' | 'interrupted' | 'failed';
  /** In the order in which they were completed. In a running turn, those that are still open follow, each as far as it got. */
  readonly items: readonly Item[];
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly error: TurnFailure | null;
}

/** An item that has completed, and its turn. */
export interface PlacedItem {
  readonly turnId: string;
  readonly item: Item;
}

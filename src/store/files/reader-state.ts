import type { ConversationMeta } from '../../domain/record.js';
import type { DecoderState } from './codec.js';
import type { TrackerState } from './turn-tracker.js';

/** What a reader of a rollout keeps between two turns, as JSON. The lines of a turn are read the same with it as after all lines before them. */
export interface ReaderState {
  readonly meta?: ConversationMeta | undefined;
  readonly nextOrdinal?: number | undefined;
  readonly decoder: DecoderState;
  readonly tracker: TrackerState;
  /** Of faults so far. */
  readonly counts: Record<string, number>;
  /** A line said that a turn began, and none that it ended. */
  readonly turnOpen: boolean;
  readonly cwd: string;
  readonly lines: number;
}

import type { Failure } from '../../../protocol/errors.js';
import type { EventBody, TurnStatus } from '../../domain/events.js';
import type { GoalRecord } from '../../domain/goal.js';
import type { Tool } from '../ports/index.js';

/** A change of the goal that is not stored yet. */
export interface GoalUpdate {
  readonly records: readonly GoalRecord[];
  readonly events: readonly EventBody[];
}

/** The goal of the conversation as one turn uses it. */
export interface TurnGoal {
  readonly tools: readonly Tool[];
  /** Call it after each response, when its tools have run; it counts the tokens. */
  answered(called: boolean): Promise<void>;
  /** Whether the model needs one more request, for the notes. */
  insists(): boolean;
  /** Texts for the model with its next request. */
  takeNotes(): readonly string[];
  /** The history was replaced by a summary. */
  compacted(): void;
  /** Call it once, at the end. The result is stored together with the end of the turn. */
  ended(status: TurnStatus, cause: Failure | undefined): GoalUpdate;
}

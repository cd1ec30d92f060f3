import { AppError } from '../../../protocol/errors.js';
import { type Goal, type GoalStatus, withinBudget } from '../../domain/goal.js';

/** What a client changes of a goal; undefined stays as it is. */
export interface GoalChange {
  readonly objective?: string | undefined;
  readonly status?: GoalStatus | undefined;
  /** Null: no budget. */
  readonly tokenBudget?: number | null | undefined;
}

/** In characters. */
const MAX_OBJECTIVE = 4000;

/** The goal after a change. Without a goal before, the objective is required. `now` is in milliseconds. Throws `invalid_request`. */
export function changedGoal(id: string, before: Goal | undefined, change: GoalChange, now: number): Goal {
  const objective = checkedObjective(change.objective) ?? before?.objective;
  checkBudget(change.tokenBudget);
  if (objective === undefined) throw refused('threadId', `cannot update goal for thread ${id}: no goal exists`);
  const { status = before?.status ?? 'active', tokenBudget = before?.tokenBudget ?? null } = change;
  const { tokensUsed = 0, timeUsedSeconds = 0, createdAt = inSeconds(now) } = before ?? {};
  const updatedAt = inSeconds(now);
  return withinBudget({ objective, status, tokenBudget, tokensUsed, timeUsedSeconds, createdAt, updatedAt });
}

function checkedObjective(text: string | undefined): string | undefined {
  const objective = text?.trim();
  if (objective === '') throw refused('objective', 'goal objective must not be empty');
  if (objective !== undefined && [...objective].length > MAX_OBJECTIVE)
    throw refused('objective', `goal objective must be at most ${MAX_OBJECTIVE} characters`);
  return objective;
}

function checkBudget(budget: number | null | undefined): void {
  if (budget != null && budget <= 0) throw refused('tokenBudget', 'goal budgets must be positive when provided');
}

export const inSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

const refused = (field: string, message: string): AppError<'invalid_request'> =>
  new AppError('invalid_request', message, { path: `params.${field}`, reason: message });

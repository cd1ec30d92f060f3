/** `blocked`: the model cannot go on. The limits: the account or the budget of the goal is used up. */
export type GoalStatus = 'active' | 'paused' | 'blocked' | 'usageLimited' | 'budgetLimited' | 'complete';

/** What a conversation works towards, over many turns. Times are in seconds since the epoch. */
export interface Goal {
  readonly objective: string;
  readonly status: GoalStatus;
  /** Null: no limit. */
  readonly tokenBudget: number | null;
  readonly tokensUsed: number;
  readonly timeUsedSeconds: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The goal of a conversation from this record on; null: no goal. In a copy of the conversation, this record does not count. */
export interface GoalRecord {
  readonly type: 'goal';
  readonly conversationId: string;
  readonly goal: Goal | null;
  /** The turn in which it changed. */
  readonly turnId: string | null;
}

export const remainingTokens = ({ tokenBudget, tokensUsed }: Goal): number | null =>
  tokenBudget === null ? null : Math.max(0, tokenBudget - tokensUsed);

/** A goal that has used up its budget cannot be active. */
export const withinBudget = (goal: Goal): Goal =>
  goal.status === 'active' && remainingTokens(goal) === 0 ? { ...goal, status: 'budgetLimited' } : goal;

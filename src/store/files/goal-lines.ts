import * as z from 'zod';
import type { Goal, GoalRecord } from '../../domain/goal.js';
import { isJsonObject } from '../../domain/json.js';

/** Lines about the goal of a conversation, in the form of 0.171. 0.171 reads these lines, but keeps its own goals in a database. */

const KIND = 'thread_goal_updated';
/** The member that only this program writes, because 0.171 has no lines for some changes of a goal. */
const OWN = 'turnwire_goal';
const [SET, CLEARED] = ['set', 'cleared'];

const StoredGoal = z.lazy(() =>
  z.object({
    objective: z.string(),
    status: z.enum(['active', 'paused', 'blocked', 'usageLimited', 'budgetLimited', 'complete']),
    tokenBudget: z.number().nullish(),
    tokensUsed: z.number(),
    timeUsedSeconds: z.number(),
    createdAt: z.number(),
    updatedAt: z.number(),
  }),
);

/** 0.171 has no line for a goal that was removed. The line of a complete goal is written instead. */
const GONE: Goal = {
  objective: 'none',
  status: 'complete',
  tokenBudget: null,
  tokensUsed: 0,
  timeUsedSeconds: 0,
  createdAt: 0,
  updatedAt: 0,
};

export function goalLine({ conversationId: threadId, goal, turnId }: GoalRecord) {
  const payload = {
    type: KIND,
    threadId,
    ...(turnId === null ? {} : { turnId }),
    goal: { threadId, ...(goal ?? GONE) },
  };
  return {
    type: 'event_msg' as const,
    payload,
    own: { [OWN]: goal === null ? CLEARED : SET } as Record<string, string>,
  };
}

/** Undefined for other lines. A goal that another program has left active waits for the user: that program may have reached it since then (C543). */
export function goalRecord(json: unknown): GoalRecord | undefined {
  if (!isJsonObject(json) || !isJsonObject(json.payload) || json.payload.type !== KIND) return undefined;
  const { threadId, turnId, goal } = json.payload;
  const parsed = StoredGoal.safeParse(goal);
  if (typeof threadId !== 'string' || !parsed.success) return undefined;
  const left = { ...parsed.data, tokenBudget: parsed.data.tokenBudget ?? null };
  const kept = OWN in json || left.status !== 'active' ? left : { ...left, status: 'paused' as const };
  return {
    type: 'goal',
    conversationId: threadId,
    goal: json[OWN] === CLEARED ? null : kept,
    turnId: typeof turnId === 'string' ? turnId : null,
  };
}

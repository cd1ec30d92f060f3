import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { GOAL, THREAD_ID, TURN_ID } from './examples.js';
import { named } from './named.js';

export const ThreadGoalMutationOrigin = named('ThreadGoalMutationOrigin', 'Who changed a goal.', () =>
  z.enum(['user', 'automatic']),
);
export type ThreadGoalMutationOrigin = Infer<typeof ThreadGoalMutationOrigin>;

export const ThreadGoalStatus = named('ThreadGoalStatus', 'The state of a goal.', () =>
  z.enum(['active', 'paused', 'blocked', 'usageLimited', 'budgetLimited', 'complete']),
);
export type ThreadGoalStatus = Infer<typeof ThreadGoalStatus>;

export const ThreadGoalSetParams = named('ThreadGoalSetParams', 'Params of `thread/goal/set`.', () =>
  z.object({
    threadId: z.string(),
    origin: ThreadGoalMutationOrigin().nullish(),
    objective: z.string().nullish(),
    status: ThreadGoalStatus().nullish(),
    tokenBudget: z.int().nullish(),
  }),
);
export type ThreadGoalSetParams = Infer<typeof ThreadGoalSetParams>;

export const ThreadGoal = named('ThreadGoal', 'What a thread works towards, and what it has cost so far.', () =>
  z.object({
    threadId: z.string(),
    objective: z.string(),
    status: ThreadGoalStatus(),
    tokenBudget: z.int().nullable(),
    tokensUsed: z.int(),
    timeUsedSeconds: z.int(),
    createdAt: z.int(),
    updatedAt: z.int(),
  }),
);
export type ThreadGoal = Infer<typeof ThreadGoal>;

export const ThreadGoalSetResponse = named('ThreadGoalSetResponse', 'Result of `thread/goal/set`.', () =>
  z.object({ goal: ThreadGoal() }),
);
export type ThreadGoalSetResponse = Infer<typeof ThreadGoalSetResponse>;

export const ThreadGoalGetParams = named('ThreadGoalGetParams', 'Params of `thread/goal/get`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadGoalGetParams = Infer<typeof ThreadGoalGetParams>;

export const ThreadGoalGetResponse = named('ThreadGoalGetResponse', 'Result of `thread/goal/get`.', () =>
  z.object({ goal: ThreadGoal().nullable() }),
);
export type ThreadGoalGetResponse = Infer<typeof ThreadGoalGetResponse>;

export const ThreadGoalClearParams = named('ThreadGoalClearParams', 'Params of `thread/goal/clear`.', () =>
  z.object({ threadId: z.string(), origin: ThreadGoalMutationOrigin().nullish() }),
);
export type ThreadGoalClearParams = Infer<typeof ThreadGoalClearParams>;

export const ThreadGoalClearResponse = named('ThreadGoalClearResponse', 'Result of `thread/goal/clear`.', () =>
  z.object({ cleared: z.boolean() }),
);
export type ThreadGoalClearResponse = Infer<typeof ThreadGoalClearResponse>;

export const ThreadGoalUpdatedNotification = named(
  'ThreadGoalUpdatedNotification',
  'Params of `thread/goal/updated`.',
  () => z.object({ threadId: z.string(), turnId: z.string().nullable(), goal: ThreadGoal() }),
);
export type ThreadGoalUpdatedNotification = Infer<typeof ThreadGoalUpdatedNotification>;

export const ThreadGoalClearedNotification = named(
  'ThreadGoalClearedNotification',
  'Params of `thread/goal/cleared`.',
  () => z.object({ threadId: z.string() }),
);
export type ThreadGoalClearedNotification = Infer<typeof ThreadGoalClearedNotification>;

export const goals = family({
  'thread/goal/set': request({
    doc: 'Sets or changes the goal of a thread.',
    stability: 'stable',
    params: ThreadGoalSetParams,
    conversation: ['threadId'],
    result: ThreadGoalSetResponse,
    errors: ['conversation_not_found', 'conversation_busy', 'rollout_unreadable', 'config_invalid', 'io_error'],

    order: 'The reply, then `thread/goal/updated`.',
    example: { params: { threadId: THREAD_ID, objective: 'Every rose is watered' }, result: { goal: GOAL } },
  }),
  'thread/goal/get': request({
    doc: 'Reads the goal of a thread.',
    stability: 'stable',
    params: ThreadGoalGetParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadGoalGetResponse,
    errors: ['conversation_not_found', 'rollout_unreadable', 'config_invalid'],

    example: { params: { threadId: THREAD_ID }, result: { goal: GOAL } },
  }),
  'thread/goal/clear': request({
    doc: 'Removes the goal of a thread.',
    stability: 'stable',
    params: ThreadGoalClearParams,
    conversation: ['threadId'],
    result: ThreadGoalClearResponse,
    errors: ['conversation_not_found', 'conversation_busy', 'rollout_unreadable', 'config_invalid', 'io_error'],

    order: 'The reply, then `thread/goal/cleared` if there was one.',
    example: { params: { threadId: THREAD_ID }, result: { cleared: true } },
  }),
});

export const goalNotifications = {
  'thread/goal/updated': notification({
    doc: 'The goal of a thread has changed.',
    stability: 'stable',
    params: ThreadGoalUpdatedNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, goal: GOAL } },
  }),
  'thread/goal/cleared': notification({
    doc: 'A thread has no goal any more.',
    stability: 'stable',
    params: ThreadGoalClearedNotification,

    example: { params: { threadId: THREAD_ID } },
  }),
};

import type { ThreadGoal } from '../../../protocol/v2/goals.js';
import type { Goal } from '../../domain/goal.js';
import type { Method, Notifications } from './live.js';

export const wireGoal = (threadId: string, goal: Goal): ThreadGoal => ({ threadId, ...goal });

type Message<M extends Method> = { readonly method: M; readonly params: Notifications[M] };

/** What all clients get when the goal of a thread has changed, or the thread is loaded. */
export const goalMessage = (
  threadId: string,
  goal: Goal | null,
  turnId: string | null,
): Message<'thread/goal/updated'> | Message<'thread/goal/cleared'> =>
  goal === null
    ? { method: 'thread/goal/cleared', params: { threadId } }
    : { method: 'thread/goal/updated', params: { threadId, turnId, goal: wireGoal(threadId, goal) } };

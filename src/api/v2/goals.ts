import type { goals } from '../../../protocol/v2/goals.js';
import type { Goal } from '../../domain/goal.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { invalid } from './overrides.js';
import { wireGoal } from './wire-goal.js';

export const goalHandlers = {
  async 'thread/goal/set'(api, { threadId, objective, status, tokenBudget }, call) {
    refuseWithoutGoals(api, threadId);
    const change = { objective: objective ?? undefined, status: status ?? undefined, tokenBudget };
    const goal = await changed(api, threadId, call, async () => {
      const set = await api.goals.change(threadId, change);
      tellUnloaded(api, threadId, call, set);
      return set;
    });
    call.afterReply(() => beginNextTurn(api, threadId));
    return { goal: wireGoal(threadId, goal) };
  },

  async 'thread/goal/get'(api, { threadId }) {
    refuseWithoutGoals(api, threadId);
    const goal = await inWordsOfThreads(threadId, () => api.goals.read(threadId));
    return { goal: goal ? wireGoal(threadId, goal) : null };
  },

  async 'thread/goal/clear'(api, { threadId }, call) {
    refuseWithoutGoals(api, threadId);
    const cleared = await changed(api, threadId, call, async () => {
      const had = await api.goals.clear(threadId);
      if (had) tellUnloaded(api, threadId, call, null);
      return had;
    });
    return { cleared };
  },
} satisfies Handlers<typeof goals, Api>;

function refuseWithoutGoals({ conversations, settings }: Api, threadId: string): void {
  const loaded = conversations.loadedById(threadId);
  if (loaded?.ephemeral) throw invalid('params.threadId', `ephemeral thread does not support goals: ${threadId}`);
  const { goals } = loaded?.settings ?? settings.derive({ protocol: 'v2' });
  if (!goals) throw invalid('params.threadId', 'goals feature is disabled');
}

/** The reply comes first, then the notification. */
const changed = <T>(api: Api, threadId: string, call: Call, work: () => Promise<T>): Promise<T> =>
  api.threads.replyFirst(threadId, call, () => inWordsOfThreads(threadId, work));

/** A loaded thread sends the notification itself. */
function tellUnloaded({ conversations, clients }: Api, threadId: string, call: Call, goal: Goal | null): void {
  if (conversations.loadedById(threadId)) return;
  call.afterReply(() => clients.tellGoal(threadId, goal, null));
}

/** Works for the goal of a loaded thread when nothing else is done. */
export function beginNextTurn({ conversations }: Api, threadId: string): void {
  void conversations.loadedById(threadId)?.nextTurns.beginWhenIdle();
}

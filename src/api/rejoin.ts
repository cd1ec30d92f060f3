import * as z from 'zod';
import { AppError } from '../../protocol/errors.js';
import type { Rejoining, Shown } from '../domain/relayed.js';
import type { TurnState } from '../domain/turn-state.js';
import { missedEvents } from './shown.js';
import type { Api } from './v2/api.js';

const ShownParams = z.object({
  turnId: z.string().nullable(),
  until: z.number().optional(),
  ended: z.boolean(),
  keys: z.array(z.string()),
});
const RejoinParams = z.object({
  conversationId: z.string(),
  /** `listeners`: the ids that the client has for its subscriptions. */
  v1: ShownParams.extend({ listeners: z.array(z.string()) }).optional(),
  v2: ShownParams.optional(),
});

export function readRejoining(params: unknown): Rejoining {
  const parsed = RejoinParams.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_request', 'Invalid request: params', { path: 'params', reason: parsed.error.message });
}

/**
 * Loads the conversation that another server had, and continues to serve its client: the client gets the events that it has missed, also the end of a turn that
 * was cut short, and then all further events. Throws `conversation_busy` when a third server has it.
 */
export async function rejoin(api: Api, { conversationId, v1, v2 }: Rejoining): Promise<void> {
  const { session, threads, clients, elsewhere } = api;
  const wasLoaded = api.conversations.loadedById(conversationId) !== undefined;
  const listens = v1 !== undefined && v1.listeners.length > 0;
  await api.conversations.resume(
    { conversationId },
    {},
    {
      subscriber: v1 ? session : threads,
      showsTurns: v1 === undefined || listens,
      opened: ({ conversation, turns }) => {
        if (v2) {
          threads.hasSpoken = true;
          const missed = missedEvents(turns, v2);
          const { tokens } = conversation.usage.snapshot();
          threads.subscribe(conversation, { running: lastShown(turns, v2), tokens }, missed);
          if (missed.length > 0) {
            const { id: threadId } = conversation;
            threads.notify('thread/status/changed', { threadId, status: clients.statusOf(threadId) });
          }
        }
        if (!v1) return;
        session.opened(conversation);
        if (listens) session.catchUp(conversation, missedEvents(turns, v1));
        for (const id of v1.listeners) session.subscribe(id, conversation);
      },
    },
  );
  if (!wasLoaded) elsewhere.takenOver(conversationId);
}

/** The last turn that the client saw, if it did not see the end: the part that it has seen. */
function lastShown(turns: readonly TurnState[], { turnId, ended, keys }: Shown): TurnState | undefined {
  const turn = ended ? undefined : turns.find(({ id }) => id === turnId);
  if (!turn || !keys.includes('turn-started')) return undefined;
  const items = turn.items.filter(
    ({ id }) => keys.includes(`item-completed ${id}`) || keys.includes(`item-started ${id}`),
  );
  return { ...turn, status: 'in-progress', items };
}

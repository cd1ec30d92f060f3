import { AppError } from '../../../protocol/errors.js';
import type { Thread } from '../../../protocol/v2/thread-objects.js';
import type { PlacedItem, TurnState } from '../../domain/turn-state.js';
import type { Api } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { loadedThreadObject } from './loaded-thread.js';
import { invalid } from './overrides.js';
import { lastActivity, previewOf, wireThread, wireTurn } from './thread.js';

/** Reads a thread without loading it; one that is loaded is shown as it is now. */
export async function readThread(
  api: Api,
  threadId: string,
  withTurns: boolean,
): Promise<{ thread: Thread; turns: readonly TurnState[] }> {
  const loaded = api.conversations.loadedById(threadId);
  if (loaded?.ephemeral) {
    if (withTurns) throw invalid('params.includeTurns', 'ephemeral threads do not support includeTurns');
    return { thread: loadedThreadObject(api, loaded, []), turns: [] };
  }
  const { conversation, meta, location, turns, model } = await read(api, threadId);
  const thread = wireThread({
    meta,
    status: conversation ? api.clients.statusOf(meta.id) : { type: 'notLoaded' },
    path: location,
    preview: previewOf(turns),
    updatedAt: lastActivity(turns),
    historyMode: meta.historyMode ?? 'legacy',
    name: api.conversations.nameOf(meta.id),
    facts: api.facts,
    loaded: conversation?.settings,
    model,
    turns: withTurns ? turns.map((turn) => wireTurn(turn, 'full')) : [],
  });
  return { thread, turns };
}

/** The completed items of a stored thread. `method` is the request that needs them. */
export async function readItems(api: Api, threadId: string, method: string): Promise<readonly PlacedItem[]> {
  refuseEphemeral(api, threadId, method);
  return (await read(api, threadId)).placed();
}

export function refuseEphemeral({ conversations }: Api, threadId: string, method: string): void {
  if (conversations.loadedById(threadId)?.ephemeral)
    throw invalid('params.threadId', `ephemeral threads do not support ${method}`);
}

async function read({ conversations }: Api, threadId: string) {
  try {
    return await inWordsOfThreads(threadId, () => conversations.read({ conversationId: threadId }));
  } catch (e) {
    if (!AppError.is(e) || e.code !== 'rollout_not_found') throw e;
    throw new AppError('rollout_not_found', `thread not loaded: ${threadId}`, { id: threadId }, { cause: e });
  }
}

import { AppError } from '../../../protocol/errors.js';
import type { Thread } from '../../../protocol/v2/thread-objects.js';
import type { ReadConversation } from '../../core/conversation/conversations.js';
import type { TurnHistory } from '../../core/history/turn-history.js';
import type { Api } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { loadedThreadObject, NOTHING_SHOWN, shownOf } from './loaded-thread.js';
import { invalid } from './overrides.js';
import { wireThread, wireTurn } from './thread.js';

/** Reads a thread without loading it; one that is loaded is shown as it is now. */
export async function readThread(api: Api, threadId: string, withTurns: boolean): Promise<Thread> {
  const loaded = api.conversations.loadedById(threadId);
  if (loaded?.ephemeral) {
    if (withTurns) throw invalid('params.includeTurns', 'ephemeral threads do not support includeTurns');
    return loadedThreadObject(api, loaded, NOTHING_SHOWN);
  }
  return read(api, threadId, async ({ conversation, meta, location, history }) =>
    wireThread({
      meta,
      status: conversation ? api.clients.statusOf(meta.id) : (api.elsewhere.statusOf(meta.id) ?? { type: 'notLoaded' }),
      path: location,
      ...(await shownOf(history)),
      historyMode: meta.historyMode ?? 'legacy',
      name: api.conversations.stored.nameOf(meta.id),
      facts: api.facts,
      loaded: conversation?.settings,
      model: await history.model(),
      turns: withTurns ? (await history.turns(0, history.turnIds.length)).map((turn) => wireTurn(turn, 'full')) : [],
    }),
  );
}

/** Reads a part of the history of a stored thread. `method` is the request that needs it. */
export async function readHistory<T>(
  api: Api,
  threadId: string,
  method: string,
  use: (history: TurnHistory) => Promise<T>,
): Promise<T> {
  refuseEphemeral(api, threadId, method);
  return read(api, threadId, ({ history }) => use(history));
}

export function refuseEphemeral({ conversations }: Api, threadId: string, method: string): void {
  if (conversations.loadedById(threadId)?.ephemeral)
    throw invalid('params.threadId', `ephemeral threads do not support ${method}`);
}

async function read<T>(
  { conversations }: Api,
  threadId: string,
  use: (read: ReadConversation) => Promise<T>,
): Promise<T> {
  try {
    return await inWordsOfThreads(threadId, () => conversations.read(threadId, use));
  } catch (e) {
    if (!AppError.is(e) || e.code !== 'rollout_not_found') throw e;
    throw new AppError('rollout_not_found', `thread not loaded: ${threadId}`, { id: threadId }, { cause: e });
  }
}

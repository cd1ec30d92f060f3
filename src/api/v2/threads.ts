import { AppError } from '../../../protocol/errors.js';
import type { CollaborationMode } from '../../../protocol/v2/policies.js';
import type { threads } from '../../../protocol/v2/threads.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Joining } from '../../core/conversation/conversations.js';
import type { Opened } from '../../core/conversation/start.js';
import { heldHistory } from '../../core/history/turn-history.js';
import type { TurnState } from '../../domain/turn-state.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { reportFindings } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { beginNextTurn } from './goals.js';
import { newestItem } from './items-page.js';
import { wireUsage } from './live.js';
import { loadedParts, loadedThreadObject, NOTHING_SHOWN, shownOf, shownOfTurns } from './loaded-thread.js';
import { historyItem, invalid, overridesOf } from './overrides.js';
import { refuseUnknownProject } from './project-of-thread.js';
import { backwardsCursor, turnsPage } from './turns-page.js';

export const threadHandlers = {
  async 'thread/start'(api, params, call) {
    if (params.projectId != null) refuseUnknownProject(api, params.projectId);
    const opened = await open(api, '', (joining) => api.conversations.createFrom([], overridesOf(params), joining));
    const { conversation } = opened;
    joinProject(api, conversation, params.projectId ?? null);
    const thread = loadedThreadObject(api, conversation, NOTHING_SHOWN);
    call.afterReply(() => {
      api.clients.broadcast(conversation.id, 'thread/started', { thread }, api.threads);
      api.threads.release(conversation.id);
      reportFindings(api, opened);
    });
    return { thread, ...(await loadedParts(api, opened)) };
  },

  async 'thread/resume'(api, params, call) {
    const { threadId, path, history, excludeTurns, initialTurnsPage } = params;
    const at = { location: path, conversationId: threadId };
    const wasLoaded = api.conversations.loadedById(threadId) !== undefined;
    if (!history && !path) await refuseArchived(api, threadId);
    const items = history?.map((item, i) => historyItem(item, i, 'history'));
    const opened = await open(api, threadId, (joining) =>
      items
        ? api.conversations.createFrom(items, overridesOf(params), joining)
        : api.conversations.resume(at, overridesOf(params), joining, excludeTurns ? 'last-turns' : 'everything'),
    );
    const { conversation, turns, history: stored = heldHistory(opened) } = opened;
    if (opened.resettled) announceReloaded(api, conversation);
    const lastTurn = stored.turnIds.at(-1);
    const shown = await untilShown(api, conversation, async () => ({
      thread: loadedThreadObject(api, conversation, {
        ...(await shownOf(stored)),
        turns: excludeTurns ? [] : turns,
      }),
      ...(await loadedParts(api, opened)),
      collaborationMode: collaborationMode(conversation),
      initialTurnsPage: initialTurnsPage ? await turnsPage(stored, initialTurnsPage) : null,
      turnsBackwardsCursor: backwardsCursor(stored),
      itemsBackwardsCursor: await newestItem(stored),
    }));
    call.afterReply(() => {
      if (!wasLoaded) announceLoaded(api, conversation);
      if (!excludeTurns || !wasLoaded || opened.resettled) tellUsage(api, conversation, lastTurn);
      const { goals, id } = conversation;
      if (goals.offered) api.clients.tellGoal(id, goals.goal ?? null, null, api.threads);
      api.threads.release(id);
      reportFindings(api, opened);
      if (!wasLoaded) beginNextTurn(api, id);
    });
    return shown;
  },

  async 'thread/fork'(api, params, call) {
    const { threadId, path, lastTurnId, beforeTurnId, excludeTurns } = params;
    if (lastTurnId != null && beforeTurnId != null)
      throw invalid('params.beforeTurnId', '`beforeTurnId` cannot be combined with `lastTurnId`');
    const until = { lastTurn: lastTurnId ?? undefined, beforeTurn: beforeTurnId ?? undefined };
    const opened = await open(api, threadId, (joining) =>
      api.conversations.fork({ location: path, conversationId: threadId }, until, overridesOf(params), joining),
    );
    const { conversation, turns } = opened;
    if (params.deferGoalContinuation)
      await inheritGoal(api, conversation).catch((e) => {
        api.threads.release(conversation.id);
        throw e;
      });
    joinProject(api, conversation, api.facts.projects.of(conversation.meta.forkedFrom ?? ''));
    const thread = loadedThreadObject(api, conversation, shownOfTurns(opened, !excludeTurns));
    call.afterReply(() => {
      if (!excludeTurns) tellUsage(api, conversation, turns.at(-1)?.id);
      api.clients.broadcast(conversation.id, 'thread/started', { thread: { ...thread, turns: [] } }, api.threads);
      api.threads.release(conversation.id);
      reportFindings(api, opened);
    });
    return { thread, ...(await loadedParts(api, opened)) };
  },

  'thread/unsubscribe'(api, { threadId }) {
    if (!api.conversations.loadedById(threadId)) return { status: 'notLoaded' };
    return { status: api.threads.unsubscribe(threadId) ? 'unsubscribed' : 'notSubscribed' };
  },
} satisfies Handlers<
  Pick<typeof threads, 'thread/start' | 'thread/resume' | 'thread/fork' | 'thread/unsubscribe'>,
  Api
>;

/** A new thread belongs to the project that its client names, a copy to that of its source. */
function joinProject({ facts, threads }: Api, { id, ephemeral }: Conversation, projectId: string | null): void {
  if (projectId === null || ephemeral) return;
  try {
    facts.projects.assign(id, projectId);
  } catch (e) {
    threads.release(id);
    throw e;
  }
}

/** A copy that defers the work for the goal has it too; the work begins after the next turn that the user asks for. */
async function inheritGoal({ goals }: Api, conversation: Conversation): Promise<void> {
  const { forkedFrom } = conversation.meta;
  const goal = forkedFrom === undefined ? undefined : await goals.read(forkedFrom).catch(() => undefined);
  if (goal && conversation.goals.offered) await conversation.changeGoal((own) => own.take(goal));
}

/** Opens a thread and subscribes the client to it. What happens from then on is notified after the reply. */
export async function open(api: Api, threadId: string, begin: (joining: Joining) => Promise<Opened>) {
  const { threads, listChanges } = api;
  setImmediate(() => listChanges.begin());
  return inWordsOfThreads(threadId, () =>
    begin({
      subscriber: threads,
      opened: ({ conversation, turns }) => {
        threads.hold(conversation.id);
        threads.reportJoined(conversation, turns);
        const { tokens } = conversation.usage.snapshot();
        threads.subscribe(conversation, { running: runningOf(turns), tokens });
      },
    }),
  );
}

/** When the history cannot be shown, the client gets an error, and events are no longer held back for its reply. */
async function untilShown<T>({ threads }: Api, { id }: Conversation, show: () => Promise<T>): Promise<T> {
  try {
    return await inWordsOfThreads(id, show);
  } catch (e) {
    threads.release(id);
    throw e;
  }
}

export async function refuseArchived({ conversations }: Api, id: string): Promise<void> {
  if (conversations.loadedById(id) || !isId(id)) return;
  if (!(await conversations.stored.isArchived(id))) return;
  const message = `session ${id} is archived. Run \`codex unarchive ${id}\` to unarchive it first.`;
  throw new AppError('thread_archived', message, { id });
}

const isId = (text: string): boolean => /^[0-9a-f-]{32,36}$/i.test(text);

const runningOf = (turns: readonly TurnState[]) => turns.find(({ status }) => status === 'in-progress');

/** A thread that was not loaded before is idle now. */
function announceLoaded({ clients, threads }: Api, { id }: Conversation): void {
  clients.broadcast(id, 'thread/status/changed', { threadId: id, status: clients.statusOf(id) }, threads);
}

/** Clients that have sent other settings wait for this notification before they use them (C680). */
function announceReloaded({ clients, threads }: Api, { id }: Conversation): void {
  for (const status of [{ type: 'notLoaded' } as const, clients.statusOf(id)])
    clients.broadcast(id, 'thread/status/changed', { threadId: id, status }, threads);
}

function tellUsage({ threads }: Api, conversation: Conversation, turnId: string | undefined): void {
  const { tokens } = conversation.usage.snapshot();
  if (tokens === null || turnId === undefined) return;
  threads.notify('thread/tokenUsage/updated', { threadId: conversation.id, turnId, tokenUsage: wireUsage(tokens) });
}

/** How the next turn works with the user. */
function collaborationMode({ settings }: Conversation): CollaborationMode {
  const { mode = 'default', developerInstructions = null } = settings.collaborationMode ?? {};
  const { model, effort = null } = settings;
  return { mode, settings: { model, reasoning_effort: effort, developer_instructions: developerInstructions } };
}

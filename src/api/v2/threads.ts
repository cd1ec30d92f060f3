import type { ThreadStartResponse, threads } from '../../../protocol/v2/threads.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Joining } from '../../core/conversation/conversations.js';
import type { Opened } from '../../core/conversation/start.js';
import type { TurnState } from '../../domain/turn-state.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { reportFindings } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { wireUsage } from './live.js';
import { overridesOf } from './overrides.js';
import { wireApproval, wireSandbox } from './policies.js';
import { lastActivity, previewOf, wireThread, wireTurn } from './thread.js';
import { backwardsCursor, turnsPage } from './turns-page.js';

export const threadHandlers = {
  async 'thread/start'(api, params, call) {
    const opened = await open(api, call, '', (joining) =>
      api.conversations.createFrom([], overridesOf(params), joining),
    );
    const { conversation } = opened;
    const thread = loadedThreadObject(api, conversation, []);
    call.afterReply(() => {
      api.clients.broadcast(conversation.id, 'thread/started', { thread }, api.threads);
      api.threads.release(conversation.id);
      reportFindings(api, opened);
    });
    return { thread, ...settingsOf(conversation) };
  },

  async 'thread/resume'(api, params, call) {
    const { threadId, path, excludeTurns, initialTurnsPage } = params;
    const at = { location: path, conversationId: threadId };
    const wasLoaded = api.conversations.loaded.some(({ id }) => id === threadId);
    const opened = await open(api, call, threadId, (joining) =>
      api.conversations.resume(at, overridesOf(params), joining),
    );
    const { conversation, turns } = opened;
    if (!wasLoaded) announceLoaded(api, conversation);
    call.afterReply(() => {
      if (!excludeTurns || !wasLoaded) tellUsage(api, conversation, turns);
      api.threads.release(conversation.id);
      reportFindings(api, opened);
    });
    return {
      thread: loadedThreadObject(api, conversation, turns, !excludeTurns),
      ...settingsOf(conversation),
      collaborationMode: null,
      initialTurnsPage: initialTurnsPage ? turnsPage(turns, initialTurnsPage) : null,
      turnsBackwardsCursor: backwardsCursor(turns),
      itemsBackwardsCursor: null,
    };
  },

  'thread/unsubscribe'(api, { threadId }) {
    const loaded = api.conversations.loaded.some(({ id }) => id === threadId);
    if (!loaded) return { status: 'notLoaded' };
    return { status: api.threads.unsubscribe(threadId) ? 'unsubscribed' : 'notSubscribed' };
  },
} satisfies Handlers<Pick<typeof threads, 'thread/start' | 'thread/resume' | 'thread/unsubscribe'>, Api>;

/** Opens a thread and subscribes the client to it. What happens from then on is notified after the reply. */
async function open(api: Api, _call: Call, threadId: string, begin: (joining: Joining) => Promise<Opened>) {
  const { threads } = api;
  return inWordsOfThreads(threadId, () =>
    begin({
      subscriber: threads,
      opened: ({ conversation, turns }) => {
        threads.hold(conversation.id);
        const { tokens } = conversation.usage.snapshot();
        threads.subscribe(conversation, { running: runningOf(turns), tokens });
      },
    }),
  );
}

const runningOf = (turns: readonly TurnState[]) => turns.find(({ status }) => status === 'in-progress');

/** A thread that was not loaded before is idle now. */
function announceLoaded({ clients }: Api, { id }: Conversation): void {
  clients.broadcast(id, 'thread/status/changed', { threadId: id, status: clients.statusOf(id) });
}

function tellUsage({ threads }: Api, conversation: Conversation, turns: readonly TurnState[]): void {
  const { tokens } = conversation.usage.snapshot();
  const turnId = turns.at(-1)?.id;
  if (tokens === null || turnId === undefined) return;
  threads.notify('thread/tokenUsage/updated', { threadId: conversation.id, turnId, tokenUsage: wireUsage(tokens) });
}

export function loadedThreadObject(
  { clients }: Api,
  conversation: Conversation,
  turns: readonly TurnState[],
  withTurns = false,
) {
  const { meta, settings, location, id } = conversation;
  return wireThread({
    meta,
    status: clients.statusOf(id),
    path: location,
    preview: previewOf(turns),
    updatedAt: lastActivity(turns),
    historyMode: meta.historyMode ?? 'legacy',
    name: null,
    loaded: { cwd: settings.cwd, model: settings.model, effort: settings.effort },
    turns: withTurns ? turns.map((turn) => wireTurn(turn, 'full')) : [],
  });
}

/** The settings in force, beside the thread itself. */
function settingsOf({ settings }: Conversation): Omit<ThreadStartResponse, 'thread'> {
  const { model, provider, cwd, approvalPolicy, sandboxPolicy, effort } = settings;
  return {
    model,
    modelProvider: provider.id,
    serviceTier: null,
    disabledPluginIds: [],
    cwd,
    runtimeWorkspaceRoots: [cwd],
    instructionSources: [],
    approvalPolicy: wireApproval(approvalPolicy),
    approvalsReviewer: 'user',
    sandbox: wireSandbox(sandboxPolicy),
    activePermissionProfile: null,
    reasoningEffort: effort ?? null,
    multiAgentMode: 'explicitRequestOnly',
  };
}

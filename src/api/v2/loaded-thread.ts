import type { ThreadStartResponse } from '../../../protocol/v2/threads.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Opened } from '../../core/conversation/start.js';
import type { Beginning, TurnHistory } from '../../core/history/turn-history.js';
import type { TurnState } from '../../domain/turn-state.js';
import type { Api } from './api.js';
import { wireApproval, wireSandbox } from './policies.js';
import { lastActivity, previewOf, wireThread, wireTurn } from './thread.js';

/** What a thread shows of its history. */
export interface Shown {
  readonly preview: string;
  readonly updatedAt: number;
  readonly turns?: readonly TurnState[] | undefined;
}

export const NOTHING_SHOWN: Shown = { preview: '', updatedAt: 0 };

export async function shownOf(history: TurnHistory): Promise<Omit<Shown, 'turns'>> {
  const count = history.turnIds.length;
  return {
    preview: previewOf(await history.beginning()),
    updatedAt: lastActivity(await history.turns(count - 1, count)),
  };
}

/** The same of turns in memory; with `all`, the turns too. */
export const shownOfTurns = (beginning: Beginning, all = false): Shown => ({
  preview: previewOf(beginning),
  updatedAt: lastActivity(beginning.turns),
  turns: all ? beginning.turns : [],
});

/** A thread that is loaded, as it is now. */
export function loadedThreadObject(
  { clients, conversations, facts }: Api,
  conversation: Conversation,
  { preview, updatedAt, turns = [] }: Shown,
) {
  const { meta, settings, location, id } = conversation;
  return wireThread({
    meta,
    status: clients.statusOf(id),
    path: conversation.ephemeral ? null : location,
    ephemeral: conversation.ephemeral,
    preview,
    updatedAt,
    facts,
    historyMode: meta.historyMode ?? 'legacy',
    name: conversation.ephemeral ? null : conversations.stored.nameOf(id),
    loaded: { cwd: settings.cwd, roots: settings.workspaceRoots, model: settings.model, effort: settings.effort },
    turns: turns.map((turn) => wireTurn(turn, 'full')),
  });
}

/** The settings in force of a thread that was opened, without the thread itself. */
export async function loadedParts(
  { conversations }: Api,
  { conversation, instructionSources }: Opened,
): Promise<Omit<ThreadStartResponse, 'thread'>> {
  const sources = instructionSources ?? (await conversations.instructionSources(conversation));
  const { settings } = conversation;
  const { model, provider, cwd, approvalPolicy, sandboxPolicy, effort, serviceTier } = settings;
  const { workspaceRoots = [cwd], permissionProfile = null } = settings;
  return {
    model,
    modelProvider: provider.id,
    serviceTier: serviceTier ?? null,
    disabledPluginIds: [],
    cwd,
    runtimeWorkspaceRoots: [...workspaceRoots],
    instructionSources: [...sources],
    approvalPolicy: wireApproval(approvalPolicy),
    approvalsReviewer: 'user',
    sandbox: wireSandbox(sandboxPolicy),
    activePermissionProfile: permissionProfile,
    reasoningEffort: effort ?? null,
    multiAgentMode: 'explicitRequestOnly',
  };
}

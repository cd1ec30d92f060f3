import type { SessionSource, Thread, ThreadStatus, Turn, TurnItemsView } from '../../../protocol/v2/thread-objects.js';
import type { Beginning } from '../../core/history/turn-history.js';
import type { ListedMeta, ShownFacts } from '../../core/ports/index.js';
import type { ConversationSource } from '../../domain/conversation-source.js';
import type { Item } from '../../domain/item.js';
import { textsOf } from '../../domain/item.js';
import type { RepositoryState } from '../../domain/record.js';
import type { TurnState } from '../../domain/turn-state.js';
import { turnError } from './errors.js';
import { wireItem } from './items.js';

/** Threads and turns as objects of v2, with every member of the schema. */

export interface ThreadParts {
  readonly meta: ListedMeta;
  readonly status: ThreadStatus;
  readonly path: string | null;
  readonly ephemeral?: boolean | undefined;
  readonly preview: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly historyMode: Thread['historyMode'];
  readonly name: string | null;
  /** What clients have recorded about threads. */
  readonly facts: ShownFacts;
  /** Of the settings in force; undefined for a thread that is not loaded. */
  readonly loaded?:
    | {
        readonly cwd: string;
        readonly roots?: readonly string[] | undefined;
        readonly model: string;
        readonly effort?: string | undefined;
      }
    | undefined;
  /** Of the last turn, for a thread that is not loaded. */
  readonly model?: string | null | undefined;
  readonly turns?: readonly Turn[] | undefined;
}

export function wireThread(parts: ThreadParts): Thread {
  const { meta, loaded, facts } = parts;
  const git = facts.gitOf(meta.id) ?? meta.git;
  const place = facts.sectionOf(meta.id);
  const createdAt = seconds(Date.parse(meta.timestamp));
  const updatedAt = Math.max(createdAt, seconds(parts.updatedAt));
  return {
    id: meta.id,
    environments: loaded ? [environment(loaded.cwd, loaded.roots)] : null,
    extra: null,
    sessionId: meta.id,
    forkedFromId: meta.forkedFrom ?? null,
    attachedToThreadId: null,
    parentThreadId: meta.agent?.parent ?? null,
    preview: isOfGuardian(meta) ? 'Approval review' : parts.preview,
    ephemeral: parts.ephemeral ?? false,
    section: place?.section ?? null,
    sectionEnteredAt: place ? seconds(place.enteredAt) : null,
    projectId: facts.projects.of(meta.id),
    historyMode: parts.historyMode,
    modelProvider: meta.modelProvider ?? '',
    model: loaded?.model ?? parts.model ?? null,
    reasoningEffort: loaded?.effort ?? null,
    createdAt,
    updatedAt,
    recencyAt: updatedAt,
    status: parts.status,
    path: parts.path,
    cwd: loaded?.cwd ?? meta.cwd,
    cliVersion: meta.version,
    originator: meta.originator,
    source: wireSource(meta.source),
    canAcceptDirectInput: loaded ? true : null,
    threadSource: meta.threadSource ?? null,
    agentNickname: meta.agent?.nickname ?? null,
    agentRole: meta.agent?.role ?? null,
    gitInfo: git && !parts.ephemeral ? gitInfo(git) : null,
    name: parts.name,
    daybreakEnabled: null,
    turns: [...(parts.turns ?? [])],
  };
}

const SOURCES = {
  cli: 'cli',
  vscode: 'vscode',
  exec: 'exec',
  mcp: 'appServer',
  unknown: 'unknown',
} as const satisfies Record<Extract<ConversationSource, string>, SessionSource>;

function wireSource(source: ConversationSource): SessionSource {
  if (typeof source === 'string') return SOURCES[source];
  if ('custom' in source) return source;
  return 'subagent' in source ? { subAgent: source.subagent } : 'unknown';
}

/** The first message of such an agent of 0.171 is not a message of a user. */
const isOfGuardian = ({ source }: ListedMeta): boolean =>
  typeof source === 'object' &&
  'subagent' in source &&
  typeof source.subagent === 'object' &&
  'other' in source.subagent &&
  source.subagent.other === 'guardian';

/** The place where the commands of a thread run. */
export const environment = (cwd: string, roots: readonly string[] = [cwd]) => ({
  environmentId: 'local',
  cwd,
  runtimeWorkspaceRoots: [...roots],
});

const gitInfo = ({ commitHash, branch, repositoryUrl }: RepositoryState) => ({
  sha: commitHash ?? null,
  branch: branch ?? null,
  originUrl: repositoryUrl ?? null,
});

/** The first words of the user, in full: the first message, or the objective of a goal that was set before it. */
export function previewOf({ turns, firstObjective }: Beginning): string {
  if (firstObjective !== undefined) return firstObjective;
  for (const { items } of turns) {
    for (const item of items) if (item.type === 'user-message') return textsOf(item).join('');
  }
  return '';
}

/** Milliseconds since the epoch; 0 before the first turn. */
export function lastActivity(turns: readonly TurnState[]): number {
  const last = turns.at(-1);
  return last?.completedAt ?? last?.startedAt ?? 0;
}

export function wireTurn(turn: TurnState, view: TurnItemsView): Turn {
  const { id, status, startedAt, completedAt, error } = turn;
  return {
    id,
    rootTurnId: id,
    items: itemsIn(turn, view).map(wireItem),
    itemsView: view,
    status: status === 'in-progress' ? 'inProgress' : status,
    error: error && turnError(error.message, error.cause),
    startedAt: startedAt === null ? null : seconds(startedAt),
    completedAt: completedAt === null ? null : seconds(completedAt),
    durationMs: startedAt === null || completedAt === null ? null : Math.round(completedAt - startedAt),
  };
}

/** A summary holds what the user said first and the last answer. */
function itemsIn({ items }: TurnState, view: TurnItemsView): readonly Item[] {
  if (view === 'full') return items;
  if (view === 'notLoaded') return [];
  const said = items.find(({ type }) => type === 'user-message');
  const answered = items.findLast(({ type }) => type === 'agent-message');
  return [said, answered].filter((item) => item !== undefined);
}

/** A turn that has just begun, as the reply of `turn/start` and `turn/started` show it. */
export function runningTurn(id: string, startedAt: number | null): Turn {
  return wireTurn({ id, status: 'in-progress', items: [], startedAt, completedAt: null, error: null }, 'notLoaded');
}

export const seconds = (ms: number): number => Math.floor(ms / 1000);

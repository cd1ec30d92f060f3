import { AppError } from '../../../protocol/errors.js';
import type { PersistedEvent } from '../../domain/events.js';
import { type HistoryItem, userText } from '../../domain/history-item.js';
import {
  type ConversationMeta,
  type ConversationRecord,
  eventRecord,
  historyRecord,
  type SamplingSettings,
} from '../../domain/record.js';
import type { PlacedItem, TurnState } from '../../domain/turn-state.js';
import { isContext } from '../history/compacted.js';
import { environmentText, instructionsText } from '../history/context-messages.js';
import { History } from '../history/history.js';
import { injectedHistory } from '../history/injected-records.js';
import type { PartDigest } from '../history/part-digest.js';
import { firstOfTurn, goalIn, type Replay, recordsBefore, replay } from '../history/replay.js';
import { Usage } from '../history/token-usage.js';
import { PartedHistory, type TurnHistory } from '../history/turn-history.js';
import type {
  ConversationParts,
  ConversationSettings,
  FencingToken,
  Lease,
  Ports,
  Rollout,
  SettingsOverrides,
  StoredConversation,
} from '../ports/index.js';
import { Conversation } from './conversation.js';
import type { ConversationInit } from './conversation-init.js';
import { EPHEMERAL_LEASE, EphemeralRollout } from './ephemeral.js';
import { type Before, resumedSettings } from './resumed-settings.js';

/** A loaded conversation and its history for a client. */
export interface Opened {
  readonly conversation: Conversation;
  readonly events: readonly PersistedEvent[];
  /** The events as turns, including the running turn so far. */
  readonly turns: readonly TurnState[];
  /** The completed items of all turns, in the order of their completion. */
  placed(): readonly PlacedItem[];
  /** The objective of a goal that was set before the first message of the user. */
  readonly firstObjective?: string | undefined;
  /** All turns, when `events`, `turns` and `placed` have only the last ones. */
  readonly history?: TurnHistory | undefined;
  /** The files whose instructions a new conversation begins with. */
  readonly instructionSources?: readonly string[] | undefined;
  /** Sentences for users about faults of the rollout and their repair. */
  readonly findings: readonly string[];
  /** True: no client had the loaded conversation, and it has new settings from now on. */
  readonly resettled?: boolean;
}

/** Begins and loads conversations. */
export type Starter = ReturnType<typeof createStarter>;

export function createStarter(ports: Ports) {
  return {
    startNew: (settings: ConversationSettings, injected: readonly HistoryItem[], overrides: SettingsOverrides) =>
      startNew(ports, settings, injected, beginningOf(overrides)),
    startFrom: (stored: ToContinue, overrides: SettingsOverrides) => startFrom(ports, stored, overrides),
    startFork: (stored: StoredConversation, until: ForkPoint, overrides: SettingsOverrides) =>
      startFork(ports, stored, until, overrides),
    /** The files whose instructions a conversation with these settings would begin with now. */
    instructionSources: async ({ cwd, projectDocs }: ConversationSettings): Promise<readonly string[]> =>
      (await ports.workspace.instructions(cwd, projectDocs)).sources,
  };
}

/** A new conversation, which begins with items from a client. When they describe the environment, it is not described again. */
async function startNew(
  ports: Ports,
  settings: ConversationSettings,
  injected: readonly HistoryItem[],
  { ephemeral = false, ...beginning }: Beginning = {},
): Promise<Opened> {
  const source = ports.models.source(settings); // checked before anything is stored, because its script may be unreadable
  const { cwd, projectDocs } = settings;
  const [git, { text: instructions, sources: instructionSources, findings }] = await Promise.all([
    ports.workspace.gitInfo(cwd),
    ports.workspace.instructions(cwd, projectDocs),
  ]);
  const meta = newMeta(ports, settings, { git, instructions: instructions ?? null, ...beginning });
  const context = [
    ...(instructions === undefined ? [] : [userText(instructionsText(instructions))]),
    userText(environmentText(settings, ports.workspace.loginShell)),
  ];
  const records = [
    ...(injected.some(isContext) ? [] : context.map(historyRecord)),
    ...injectedHistory(ports, injected),
  ];
  const replayed = replay(records);
  const created = async (token: FencingToken): Promise<Rollout> => {
    const rollout = await ports.store.create(meta);
    await rollout.append(records, token);
    return rollout;
  };
  const stored = ephemeral ? notStored() : await newlyStored(ports, meta, created);
  const conversation = load(ports, { meta, ...stored, settings, source, begun: 'startup' }, replayed);
  const { events, turns, placed } = replayed;
  return { conversation, events, turns, placed, instructionSources, findings: [...findings, ...repairsOf(replayed)] };
}

/** Options of a new conversation that are not settings. */
interface Beginning {
  /** It is not stored. */
  readonly ephemeral?: boolean | undefined;
  readonly forkedFrom?: string | undefined;
  readonly threadSource?: string | undefined;
}

const beginningOf = ({ ephemeral, threadSource }: SettingsOverrides): Beginning => ({
  ephemeral: ephemeral ?? false,
  threadSource: threadSource ?? undefined,
});

type Stored = Pick<ConversationInit, 'rollout' | 'lease' | 'ephemeral'>;

const notStored = (): Stored => ({ rollout: new EphemeralRollout(), lease: EPHEMERAL_LEASE, ephemeral: true });

async function newlyStored(
  ports: Ports,
  { id }: ConversationMeta,
  create: (token: FencingToken) => Promise<Rollout>,
): Promise<Stored> {
  const lease = ports.store.lease(id);
  return { rollout: await leased(lease, create), lease };
}

/** With the parts of its history when a client gets only the last ones. */
type ToContinue = StoredConversation & Partial<ConversationParts<PartDigest>>;

/**
 * A stored conversation, continued in its own rollout with the settings of its last turn. Undefined when another program has written to the rollout since it
 * was read: it must be read again.
 */
async function startFrom(ports: Ports, stored: ToContinue, overrides: SettingsOverrides): Promise<Opened | undefined> {
  const replayed = replay(stored.records);
  const { settings: resumed, findings } = resumedSettings(
    ports.settings,
    overrides,
    before(stored, replayed.settings, folderOf(ports, stored, overrides)),
  );
  const settings = withStoredTools(resumed, stored);
  const source = ports.models.source(settings);
  const { id } = stored.meta;
  const lease = ports.store.lease(id);
  return leased(lease, async () => {
    const rollout = await ports.store.reopen(stored);
    if (await rollout.changedElsewhere()) {
      await rollout.close();
      lease.release();
      return undefined;
    }
    const conversation = load(
      ports,
      { meta: stored.meta, rollout, lease, settings, source, begun: 'resume' },
      replayed,
    );
    await conversation.storeQueued(replayed.queued);
    const shown = replayed.queued.map(({ message, turnId }) =>
      eventRecord({ type: 'item-completed', item: message }, turnId),
    );
    const { events, turns, placed, firstObjective } =
      shown.length > 0 ? replay([...stored.records, ...shown]) : replayed;
    return {
      conversation,
      events,
      turns,
      placed,
      firstObjective,
      history: stored.parts && new PartedHistory({ parts: stored.parts }),
      findings: [...findingsOf(stored, replayed), ...findings],
    };
  });
}

/**
 * A copy of a stored conversation, or of the part before its n-th user message, in a new rollout. Records are copied unchanged. Before the first message
 * there is nothing to copy, so the new conversation is empty.
 */
async function startFork(
  ports: Ports,
  stored: StoredConversation,
  until: ForkPoint,
  overrides: SettingsOverrides,
): Promise<Opened> {
  const beginning = { ...beginningOf(overrides), forkedFrom: stored.meta.id };
  const { ephemeral, ...members } = beginning;
  const count = keptRecords(stored, until);
  const replayed = replay(stored.records.slice(0, count));
  // Before the first turn, the settings are those of its start.
  const recorded = replayed.settings ?? firstSettings(stored.records);
  const { settings: resumed, findings } = resumedSettings(
    ports.settings,
    overrides,
    before(stored, recorded, folderOf(ports, stored, overrides)),
  );
  const settings = withStoredTools(resumed, stored);
  // A conversation can have a goal and no message. Lists then show the goal, for a copy too.
  if (replayed.items.every(isContext) && replayed.firstObjective === undefined) {
    const opened = await startNew(ports, settings, [], beginning);
    return { ...opened, findings: [...opened.findings, ...findings] };
  }
  const source = ports.models.source(settings);
  const git = await ports.workspace.gitInfo(settings.cwd);
  const meta: ConversationMeta = {
    ...newMeta(ports, settings, { git, instructions: stored.meta.instructions, ...members }),
    // A copy has the form of its source.
    historyMode: stored.meta.historyMode,
  };
  const copied = ephemeral
    ? notStored()
    : await newlyStored(ports, meta, async () => ports.store.create(meta, { from: stored, count }));
  const conversation = load(ports, { meta, ...copied, settings, source, begun: 'startup' }, replayed);
  const { events, turns, placed, firstObjective } = replayed;
  return {
    conversation,
    events,
    turns,
    placed,
    firstObjective,
    findings: [...findingsOf(stored, replayed), ...findings],
  };
}

/** The stored tools of a client are used again, unless the client sends others. */
function withStoredTools(settings: ConversationSettings, { meta }: StoredConversation): ConversationSettings {
  const { dynamicTools: stored } = meta;
  return settings.dynamicTools.length > 0 || stored === undefined ? settings : { ...settings, dynamicTools: stored };
}

function before(stored: StoredConversation, recorded: SamplingSettings | undefined, cwd: string): Before {
  return { recorded, cwd, policies: stored.trusted ? 'stricter' : 'none' };
}

/** Runs the work with the lease. If the work fails, no conversation is loaded that could release the lease, so it is released here. */
async function leased<T>(lease: Lease, work: (token: FencingToken) => T | Promise<T>): Promise<T> {
  const token = lease.take();
  try {
    return await work(token);
  } catch (e) {
    lease.release();
    throw e;
  }
}

type Parts = Omit<ConstructorParameters<typeof Conversation>[0], 'history' | 'usage' | 'ports'>;

function load(
  ports: Ports,
  parts: Parts,
  { items, usage: count, usageIsCurrent, goal, events, turns, queued }: Replay,
): Conversation {
  const messages = new Map<string, string | null>(events.flatMap(messageIdIn).map((id) => [id, null]));
  for (const turn of turns)
    for (const { id, type } of turn.items) if (type === 'user-message') messages.set(id, turn.id);
  for (const { id, turnId } of queued) messages.set(id, turnId);
  const usage = new Usage();
  usage.restore(count, usageIsCurrent);
  return new Conversation({
    ...parts,
    history: new History(items),
    usage,
    goal: goalIn(goal, parts.meta.id),
    turnOfMessage: (id) => messages.get(id),
    ports,
  });
}

const messageIdIn = (event: PersistedEvent): string[] =>
  event.type === 'item-completed' && event.item.type === 'user-message' ? [event.item.id] : [];

function newMeta(
  { ids, clock, identity }: Ports,
  { cwd, provider, dynamicTools }: ConversationSettings,
  { git, instructions, forkedFrom, threadSource }: GivenMeta,
): ConversationMeta {
  return {
    id: ids.conversation(),
    timestamp: new Date(clock.now()).toISOString(),
    cwd,
    originator: identity.originator,
    version: identity.version,
    instructions,
    source: identity.source,
    modelProvider: provider.id,
    git,
    historyMode: 'paginated',
    ...(dynamicTools.length > 0 ? { dynamicTools } : {}),
    ...(forkedFrom === undefined ? {} : { forkedFrom }),
    ...(threadSource === undefined ? {} : { threadSource }),
  };
}

type GivenMeta = Pick<ConversationMeta, 'git' | 'instructions' | 'forkedFrom' | 'threadSource'>;

/** Rollouts of early codex releases do not contain the working directory. */
const folderOf = ({ settings }: Ports, { meta }: StoredConversation, overrides: SettingsOverrides): string =>
  meta.cwd === '' ? settings.derive(overrides).cwd : meta.cwd;

function firstSettings(records: readonly ConversationRecord[]) {
  return records.find((record) => record.type === 'sampling')?.settings;
}

/** Where a copy ends; without a member, everything is copied. */
export interface ForkPoint {
  /** Before the n-th message of the user, counted from 0. */
  readonly beforeUserMessage?: number | undefined;
  readonly beforeTurn?: string | undefined;
  /** With this turn. */
  readonly lastTurn?: string | undefined;
}

function keptRecords(stored: StoredConversation, until: ForkPoint): number {
  const { beforeUserMessage: nth, beforeTurn, lastTurn } = until;
  if (beforeTurn !== undefined) return recordsBeforeTurn(stored, beforeTurn);
  if (lastTurn !== undefined) return recordsThroughTurn(stored, lastTurn);
  if (nth === undefined) return stored.records.length;
  const { count, messages } = recordsBefore(stored.records, nth);
  if (count !== undefined) return count;
  throw new AppError(
    'fork_out_of_range',
    `error forking conversation: it has ${messages} user messages, and ${nth} was asked for`,
    { nthUserMessage: nth, count: messages },
  );
}

function recordsThroughTurn(stored: StoredConversation, id: string): number {
  const ids = replay(stored.records).turns.map((turn) => turn.id);
  const next = ids[ids.indexOf(id) + 1];
  if (!ids.includes(id)) throw turnNotFound(id);
  return next === undefined ? stored.records.length : recordsBeforeTurn(stored, next);
}

function recordsBeforeTurn({ records }: StoredConversation, id: string): number {
  const count = firstOfTurn(records, id);
  if (count === undefined) throw turnNotFound(id);
  return count;
}

const turnNotFound = (id: string): AppError => new AppError('turn_not_found', `turn not found: ${id}`, { id });

const findingsOf = (stored: StoredConversation, replayed: Replay): string[] => [
  ...stored.findings,
  ...repairsOf(replayed),
];

function repairsOf({ repairedCalls, strayOutputs }: Replay): string[] {
  return [
    ...(repairedCalls > 0 ? [`${repairedCalls} tool calls without an output count as aborted.`] : []),
    ...(strayOutputs > 0 ? [`${strayOutputs} outputs of unknown tool calls are left out.`] : []),
  ];
}

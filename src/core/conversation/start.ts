import { AppError } from '../../../protocol/errors.js';
import type { PersistedEvent } from '../../../protocol/rollout/events.js';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { RolloutItem, SessionMeta, TurnContextItem } from '../../../protocol/rollout/rollout.js';
import { isContext, isUserMessage } from '../history/compacted.js';
import { environmentText, instructionsText, userText } from '../history/context-messages.js';
import { History } from '../history/history.js';
import { asEvent, asRecord, inputRecords } from '../history/records.js';
import { entriesBefore, type Past, readPast } from '../history/replay.js';
import { Usage } from '../history/token-usage.js';
import { userMessageEvent } from '../history/user-input.js';
import type {
  ConversationLog,
  ConversationSettings,
  LogEntry,
  Ports,
  SettingsOverrides,
  StoredLog,
} from '../ports/index.js';
import { Conversation } from './conversation.js';
import { resumedSettings } from './resumed-settings.js';

/** A conversation that came to life with a past. */
export interface Revived {
  readonly conversation: Conversation;
  readonly events: readonly PersistedEvent[];
  /** What was wrong with the log and how it was dealt with, for people. */
  readonly findings: readonly string[];
}

/** A new conversation: its log begins with where it works. */
export async function beginNew(ports: Ports, overrides: SettingsOverrides): Promise<Conversation> {
  return (await begin(ports, ports.settings.derive(overrides), [])).conversation;
}

/** A new conversation that begins with items which a client hands over. What they say of the surroundings counts; it is not said twice. */
export function beginFrom(
  ports: Ports,
  overrides: SettingsOverrides,
  handed: readonly ResponseItem[],
): Promise<Revived> {
  return begin(ports, ports.settings.derive(overrides), handed);
}

async function begin(ports: Ports, settings: ConversationSettings, handed: readonly ResponseItem[]): Promise<Revived> {
  const source = ports.models.source(settings); // before anything is written: its script may be unreadable
  const { cwd, projectDocs } = settings;
  const instructions = await ports.workspace.instructions(cwd, projectDocs);
  const meta = await newMeta(ports, cwd, instructions ?? null);
  const context = [
    ...(instructions === undefined ? [] : [userText(instructionsText(instructions))]),
    userText(environmentText(settings, ports.workspace.loginShell)),
  ];
  const records = [...(handed.some(isContext) ? [] : context.map(asRecord)), ...handed.flatMap(recordsOf)];
  const past = readPast(records.map((item) => ({ item, line: '' })));
  const log = ports.store.create(meta);
  log.append(records);
  const lease = ports.store.lease(meta.id);
  lease.take();
  const conversation = withPast(ports, { id: meta.id, log, lease, settings, source }, past);
  return { conversation, events: past.events, findings: repairsOf(past) };
}

/**
 * A recorded conversation, going on in its own file with the settings of its last turn. Undefined when somebody has written to the file since it
 * was read: it must be read again.
 */
export function goOn(ports: Ports, stored: StoredLog, overrides: SettingsOverrides): Revived | undefined {
  const past = readPast(stored.entries);
  const settings = resumedSettings(ports.settings, overrides, past.context, stored.meta.cwd);
  const source = ports.models.source(settings);
  const lease = ports.store.lease(stored.meta.id);
  lease.take();
  const log = reopen(ports, stored, lease.release);
  if (log.changedElsewhere()) {
    log.close();
    lease.release();
    return undefined;
  }
  const conversation = withPast(ports, { id: stored.meta.id, log, lease, settings, source }, past);
  return { conversation, events: past.events, findings: findingsOf(stored, past) };
}

/**
 * A copy of a recorded conversation, or of what lies before its n-th user message, in a file of its own. Lines are copied as they stand; before the
 * first message there is nothing to copy, and a conversation begins anew.
 */
export async function forkOf(
  ports: Ports,
  stored: StoredLog,
  nth: number | undefined,
  overrides: SettingsOverrides,
): Promise<Revived> {
  const entries = keptEntries(stored, nth);
  const past = readPast(entries);
  // Before the first turn, the settings are those that it was begun with.
  const context = past.context ?? firstContext(stored.entries);
  const settings = resumedSettings(ports.settings, overrides, context, stored.meta.cwd);
  if (past.items.every(isContext)) return begin(ports, settings, []);
  const source = ports.models.source(settings);
  const meta: SessionMeta = {
    ...(await newMeta(ports, settings.cwd, stored.meta.instructions)),
    forked_from_id: stored.meta.id,
  };
  const log = ports.store.create(
    meta,
    entries.map(({ line }) => line),
  );
  const lease = ports.store.lease(meta.id);
  lease.take();
  const conversation = withPast(ports, { id: meta.id, log, lease, settings, source }, past);
  return { conversation, events: past.events, findings: findingsOf(stored, past) };
}

type Parts = Omit<ConstructorParameters<typeof Conversation>[0], 'history' | 'usage' | 'ports'>;

function withPast(ports: Ports, parts: Parts, past: Past): Conversation {
  const usage = new Usage();
  usage.restore(past.tokens);
  return new Conversation({ ...parts, history: new History(past.items), usage, ports });
}

function reopen(ports: Ports, stored: StoredLog, undo: () => void): ConversationLog {
  try {
    return ports.store.reopen(stored);
  } catch (e) {
    undo();
    throw e;
  }
}

async function newMeta(ports: Ports, cwd: string, instructions: string | null): Promise<SessionMeta> {
  const { ids, clock, workspace, identity } = ports;
  const timestamp = new Date(clock.now()).toISOString();
  const git = await workspace.gitInfo(cwd);
  return {
    id: ids.conversation(),
    timestamp,
    cwd,
    originator: identity.originator,
    cli_version: identity.version,
    instructions,
    source: 'vscode',
    ...(git ? { git } : {}),
  };
}

function firstContext(entries: readonly LogEntry[]): TurnContextItem | undefined {
  for (const { item } of entries) if (item?.type === 'turn_context') return item.payload;
  return undefined;
}

function keptEntries(stored: StoredLog, nth: number | undefined) {
  if (nth === undefined) return stored.entries;
  const { entries, count } = entriesBefore(stored.entries, nth);
  if (entries) return entries;
  throw new AppError(
    'fork_out_of_range',
    `error forking conversation: it has ${count} user messages, and ${nth} was asked for`,
    {
      nthUserMessage: nth,
      count,
    },
  );
}

const findingsOf = (stored: StoredLog, past: Past): string[] => [...stored.findings, ...repairsOf(past)];

function repairsOf({ repairedCalls, strayOutputs }: Past): string[] {
  return [
    ...(repairedCalls > 0 ? [`${repairedCalls} tool calls without an output count as aborted.`] : []),
    ...(strayOutputs > 0 ? [`${strayOutputs} outputs of unknown tool calls are left out.`] : []),
  ];
}

/** An item that a client hands over, with the event that histories show for it. */
function recordsOf(item: ResponseItem): RolloutItem[] {
  if (isUserMessage(item)) {
    const texts = item.content.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
    return inputRecords({ item, event: userMessageEvent(texts, item.content) });
  }
  if (item.type === 'message' && item.role === 'assistant') {
    const texts = item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : []));
    return [...texts.map((message) => asEvent({ type: 'agent_message', message })), asRecord(item)];
  }
  return [asRecord(item)];
}

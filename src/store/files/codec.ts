import type { PersistedEvent as EventPayload } from '../../../protocol/rollout/events.js';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { HistoryBase, RolloutItem, SessionMeta } from '../../../protocol/rollout/rollout.js';
import type { PersistedEvent } from '../../domain/events.js';
import type { HistoryItem } from '../../domain/history-item.js';
import type { ContextCompaction, Item, UserContent, UserMessage } from '../../domain/item.js';
import { imagesOf, messageKind, textsOf } from '../../domain/item.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import type { UsageSnapshot } from '../../domain/token-usage.js';
import { recordedApproval } from './approval-lines.js';
import { checkedLine } from './checked-lines.js';
import { diskItemOf } from './end-events.js';
import { knownForm } from './foreign-lines.js';
import { goalLine, goalRecord } from './goal-lines.js';
import { diskForm, itemOf } from './item-lines.js';
import type { Ordinals } from './ordinal.js';
import { isPlain, permissionProfile } from './permission-lines.js';
import { plainLine } from './plain-lines.js';
import { QUEUED_INPUT, queuedInput, queuedPayload } from './queued-lines.js';
import { metaOf } from './session-meta.js';
import { recordedPolicy, settingsPayload, tierIn } from './settings-lines.js';
import { TurnContexts } from './turn-contexts.js';
import { endedPayload, startedPayload, type TurnEvent, turnEventOf } from './turn-lines.js';
import { COMPACTED_MESSAGE } from './twins.js';

/** The only place that knows what the lines of a rollout mean. One line is one record when it is read; a record may be written as several lines. */

/** The member of a `response_item` line that names the queued input that became this item. */
const TAKES_IN = 'turnwire_queued_input_id';
/** The member of a `response_item` line that names the provider and account of encrypted reasoning. */
const ORIGIN = 'turnwire_origin';

/** The lines of records of a conversation, each with its end. `timestamp` is ISO 8601 in UTC. */
export function encodeRecords(
  id: string,
  timestamp: string,
  records: readonly ConversationRecord[],
  ordinals?: Ordinals,
): string {
  let text = '';
  for (const record of records) for (const line of linesOf(record, id)) text += encodeLine(timestamp, line, ordinals);
  return text;
}

/** `numbered`: the lines of the file have ordinals, as in files of 0.171. */
export function encodeMeta(timestamp: string, meta: ConversationMeta, numbered: boolean): string {
  const { id, cwd, originator, version, instructions, source, modelProvider, git, forkedFrom, threadSource } = meta;
  const payload: SessionMeta = {
    id,
    session_id: id,
    timestamp: meta.timestamp,
    cwd,
    originator,
    cli_version: version,
    instructions,
    source,
    // Without this member, 0.171 cannot resume the conversation (C321).
    ...(modelProvider === undefined ? {} : { model_provider: modelProvider }),
    ...(meta.dynamicTools?.length ? { dynamic_tools: meta.dynamicTools } : {}),
    ...(numbered ? { history_mode: 'paginated' } : {}),
    ...(git
      ? {
          git: {
            ...(git.commitHash === undefined ? {} : { commit_hash: git.commitHash }),
            ...(git.branch === undefined ? {} : { branch: git.branch }),
            ...(git.repositoryUrl === undefined ? {} : { repository_url: git.repositoryUrl }),
          },
        }
      : {}),
    ...(forkedFrom === undefined ? {} : { forked_from_id: forkedFrom }),
    ...(threadSource === undefined ? {} : { thread_source: threadSource }),
  };
  return encodeLine(timestamp, { type: 'session_meta', payload });
}

/** `own`: members that only this program reads. */
type Line = (RolloutItem | { type: typeof QUEUED_INPUT | 'event_msg'; payload: object }) & {
  own?: Record<string, string>;
};

function encodeLine(timestamp: string, line: Line, ordinals?: Ordinals): string {
  const [head, tail] = around(timestamp, line, ordinals);
  return `${head}${JSON.stringify(line.payload)}${tail}`;
}

/** What a line has before and after its payload. */
export function around(timestamp: string, { type, own }: Line, ordinals?: Ordinals): [head: string, tail: string] {
  let tail = '';
  for (const name in own) tail += `,"${name}":${JSON.stringify(own[name])}`;
  return [`{"timestamp":"${timestamp}",${ordinals?.member() ?? ''}"type":"${type}","payload":`, `${tail}}\n`];
}

export function linesOf(record: ConversationRecord, id: string): Line[] {
  switch (record.type) {
    case 'history': {
      // Ids of items are never stored: they belong to the provider and to this process.
      const { id: _, ...item } = record.item;
      const { origin, ...payload } = { origin: undefined, ...item };
      const own = {
        ...(record.queuedAs === undefined ? {} : { [TAKES_IN]: record.queuedAs }),
        ...(origin === undefined ? {} : { [ORIGIN]: origin }),
      };
      return [{ type: 'response_item', payload: payload as ResponseItem, own }];
    }
    case 'event':
      return eventPayloads(record, id).map((payload) => ({ type: 'event_msg', payload }));
    case 'sampling': {
      const { cwd, approvalPolicy, sandboxPolicy, model, effort, summary } = record.settings;
      const payload = {
        ...(record.turnId === null ? {} : { turn_id: record.turnId }),
        cwd,
        ...recordedApproval(approvalPolicy),
        sandbox_policy: recordedPolicy(sandboxPolicy),
        ...(isPlain(sandboxPolicy) ? {} : { permission_profile: permissionProfile(sandboxPolicy, cwd) }),
        model,
        ...(effort === undefined ? {} : { effort }),
        summary,
      };
      const applied = settingsPayload(record.settings, id);
      return [
        { type: 'turn_context', payload },
        ...(applied ? [{ type: 'event_msg' as const, payload: applied }] : []),
      ];
    }
    case 'compaction':
      return [{ type: 'compacted', payload: { message: record.summary, ...replacementOf(record) } }];
    case 'queued-input':
      return [{ type: QUEUED_INPUT, payload: queuedPayload(record) }];
    case 'rolled-back':
      return [{ type: 'event_msg', payload: { type: 'thread_rolled_back', num_turns: record.turns } }];
    case 'goal':
      return [goalLine(record)];
    case 'unknown':
      return [];
  }
}

const replacementOf = ({ replacement }: Extract<ConversationRecord, { type: 'compaction' }>) =>
  replacement === undefined ? {} : { replacement_history: replacement as ResponseItem[] };

type EventRecord = Extract<ConversationRecord, { type: 'event' }>;
type SamplingRecord = Extract<ConversationRecord, { type: 'sampling' }>;

/** An item is written twice: as one whole item, which 0.171 reads, and as the events that 0.44 reads. */
function eventPayloads({ event, turnId }: EventRecord, id: string): object[] {
  switch (event.type) {
    case 'turn-started':
      return [startedPayload(event, turnId)];
    case 'usage-updated':
      return [usagePayload(event.usage)];
    case 'turn-ended':
      return [endedPayload(event, turnId)];
    case 'item-completed': {
      const { startedAt, completedAt } = event.item;
      const whole = {
        type: 'item_completed',
        thread_id: id,
        turn_id: turnId,
        item: diskForm(event.item),
        ...(startedAt === null ? {} : { started_at_ms: startedAt }),
        ...(completedAt === null ? {} : { completed_at_ms: completedAt }),
      };
      return turnId === null ? itemPayloads(event.item) : [whole, ...itemPayloads(event.item)];
    }
  }
}

function usagePayload({ tokens, rateLimits }: UsageSnapshot): EventPayload {
  const info = tokens && {
    total_token_usage: tokens.total,
    last_token_usage: tokens.last,
    model_context_window: tokens.contextWindow,
  };
  return { type: 'token_count', info, rate_limits: rateLimits };
}

/** The events of 0.44 for an item; none for an item that 0.44 does not store. */
function itemPayloads(item: Item): EventPayload[] {
  switch (item.type) {
    case 'user-message':
      return [userMessagePayload(item)];
    case 'agent-message':
      return item.cutOff ? [] : item.texts.map((message) => ({ type: 'agent_message', message }));
    case 'reasoning':
      if (item.cutOff) return [];
      return [
        ...item.summary.map((text) => ({ type: 'agent_reasoning' as const, text })),
        ...item.content.map((text) => ({ type: 'agent_reasoning_raw_content' as const, text })),
      ];
    case 'context-compaction':
      return item.status === 'completed' ? [{ type: 'agent_message', message: COMPACTED_MESSAGE }] : [];
    case 'entered-review':
      return [{ type: 'entered_review_mode', prompt: item.prompt, user_facing_hint: item.hint }];
    case 'exited-review':
      return [{ type: 'exited_review_mode', ...(item.output ? { review_output: item.output } : {}) } as EventPayload];
    default:
      return [];
  }
}

function userMessagePayload(item: UserMessage): EventPayload {
  const [texts, images] = [textsOf(item), imagesOf(item)];
  const message = texts.join('');
  return {
    type: 'user_message',
    message,
    ...(texts.length > 0 ? { kind: item.kind ?? messageKind(message) } : {}),
    ...(images.length > 0 ? { images } : {}),
  };
}

/** What a decoder keeps between lines. */
export interface DecoderState {
  readonly items: number;
  readonly lastItem?: Item['type'] | undefined;
  readonly justCompacted: boolean;
  readonly sampling?: SamplingRecord | undefined;
  readonly tier: string | null;
}

/**
 * Reads lines in order. An item whose line has no id gets one from its position, so that each reading gives the same id. The reader finds the turn of
 * each item.
 */
export class Decoder {
  #items = 0;
  #lastItem: Item['type'] | undefined;
  #justCompacted = false;
  readonly #contexts = new TurnContexts();
  /** The last settings of a request, and the service tier that was set last, which has its own line. */
  #sampling: SamplingRecord | undefined;
  #tier: string | null = null;

  get state(): DecoderState {
    const [items, lastItem, justCompacted] = [this.#items, this.#lastItem, this.#justCompacted];
    return { items, lastItem, justCompacted, sampling: this.#sampling, tier: this.#tier };
  }

  restore({ items, lastItem, justCompacted, sampling, tier }: DecoderState): void {
    this.#items = items;
    this.#lastItem = lastItem;
    this.#justCompacted = justCompacted;
    this.#sampling = sampling;
    this.#tier = tier;
  }

  /** The first `session_meta` line of a rollout, or a record; lines of unknown kinds are `unknown`. */
  decode(json: JsonObject): { meta: ConversationMeta; base: HistoryBase | undefined } | ConversationRecord {
    const plain = plainLine(json);
    if (plain) return this.#record(plain, json);
    const same = this.#contexts.known(json);
    if (same) return this.#sampled(same);
    const form = knownForm(json) ?? json;
    const queued = queuedInput(form);
    if (queued) return queued;
    const goal = goalRecord(form);
    if (goal) return goal;
    const explicit = explicitEvent(form);
    if (explicit) {
      if (explicit.event.type === 'item-completed') this.#lastItem = explicit.event.item.type;
      return explicit;
    }
    const tier = tierIn(form);
    if (tier !== undefined) {
      this.#tier = tier;
      return this.#sampling ? this.#withTier(this.#sampling) : { type: 'unknown' };
    }
    const line = checkedLine(form);
    return line ? this.#record(line, json) : { type: 'unknown' };
  }

  #record(line: RolloutItem, json: JsonObject): ReturnType<Decoder['decode']> {
    switch (line.type) {
      case 'session_meta':
        return { meta: metaOf(line.payload), base: line.payload.history_base };
      case 'response_item': {
        const { [TAKES_IN]: queuedAs, [ORIGIN]: origin } = json;
        const item = withOrigin(line.payload as HistoryItem, origin);
        return typeof queuedAs === 'string' ? { type: 'history', item, queuedAs } : { type: 'history', item };
      }
      case 'event_msg':
        return { type: 'event', event: this.#event(line.payload), turnId: null };
      case 'turn_context':
        return this.#sampled(this.#contexts.read(line.payload, json.payload as JsonObject));
      case 'compacted':
        this.#justCompacted = true;
        return {
          type: 'compaction',
          summary: line.payload.message,
          replacement: line.payload.replacement_history as HistoryItem[] | undefined,
        };
    }
  }

  #sampled(record: SamplingRecord): SamplingRecord {
    this.#sampling = record;
    return this.#withTier(record);
  }

  #withTier(record: SamplingRecord): SamplingRecord {
    return { ...record, settings: { ...record.settings, serviceTier: this.#tier ?? undefined } };
  }

  /** An item of another kind comes between. */
  passedItem(): void {
    this.#lastItem = undefined;
  }

  /** Consecutive passages of reasoning are one item. */
  #nextId(type: Item['type']): string {
    if (type !== 'reasoning' || this.#lastItem !== 'reasoning') this.#items++;
    this.#lastItem = type;
    return `item-${this.#items}`;
  }

  #event(payload: EventPayload): PersistedEvent {
    const afterCompaction = this.#justCompacted;
    this.#justCompacted = false;
    // The start time stays unknown: an event is written only when the item has ended.
    const completed = <T extends { type: Item['type'] }>(item: T): PersistedEvent => {
      const base = { id: this.#nextId(item.type), startedAt: null, completedAt: null };
      return { type: 'item-completed', item: { ...base, ...item } as unknown as Item };
    };
    switch (payload.type) {
      case 'token_count': {
        const { info, rate_limits } = payload;
        const tokens = info && {
          total: info.total_token_usage,
          last: info.last_token_usage,
          contextWindow: info.model_context_window,
        };
        return { type: 'usage-updated', usage: { tokens, rateLimits: rate_limits } };
      }
      case 'turn_aborted':
        return (turnEventOf(payload, null) as TurnEvent).event;
      case 'user_message':
        return completed({ type: 'user-message', kind: payload.kind, content: contentOf(payload) });
      case 'agent_message':
        return afterCompaction && payload.message === COMPACTED_MESSAGE
          ? completed(COMPACTION)
          : completed({ type: 'agent-message', texts: [payload.message] });
      case 'agent_reasoning':
        return completed({ type: 'reasoning', summary: [payload.text], content: [] });
      case 'agent_reasoning_raw_content':
        return completed({ type: 'reasoning', summary: [], content: [payload.text] });
      case 'entered_review_mode':
        return completed({ type: 'entered-review', prompt: payload.prompt, hint: payload.user_facing_hint });
      case 'exited_review_mode':
        return completed({ type: 'exited-review', output: payload.review_output ?? undefined });
    }
  }
}

/** An event whose line says which turn it belongs to: the beginning or the end of a turn, or an item. */
function explicitEvent(json: unknown): EventRecord | undefined {
  if (!isJsonObject(json) || json.type !== 'event_msg' || !isJsonObject(json.payload)) return undefined;
  const { payload } = json;
  const explicit = payload.type === 'item_completed' ? payload.item : diskItemOf(payload);
  if (explicit === undefined) {
    const turn = turnEventOf(payload, timeOf(String(json.timestamp)));
    return turn && { type: 'event', event: turn.event, turnId: turn.turnId ?? null };
  }
  const times = { startedAt: numberOr(payload.started_at_ms), completedAt: numberOr(payload.completed_at_ms) };
  const item = itemOf(explicit, times);
  const turnId = typeof payload.turn_id === 'string' ? payload.turn_id : null;
  return item && { type: 'event', event: { type: 'item-completed', item }, turnId };
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const withOrigin = (item: HistoryItem, origin: unknown): HistoryItem =>
  item.type === 'reasoning' && typeof origin === 'string' ? { ...item, origin } : item;

const COMPACTION = { type: 'context-compaction', reason: 'limit', tokens: null, status: 'completed' } satisfies Omit<
  ContextCompaction,
  'id' | 'startedAt' | 'completedAt'
>;

function contentOf({ message, kind, images = [] }: Extract<EventPayload, { type: 'user_message' }>): UserContent[] {
  return [
    ...(message !== '' || kind !== undefined ? [{ type: 'text' as const, text: message }] : []),
    ...images.map((url) => ({ type: 'image' as const, url })),
  ];
}

function timeOf(timestamp: string): number | null {
  const at = Date.parse(timestamp);
  return Number.isNaN(at) ? null : at;
}

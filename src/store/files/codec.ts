import * as z from 'zod';
import type { PersistedEvent as EventPayload } from '../../../protocol/rollout/events.js';
import { ResponseItem } from '../../../protocol/rollout/items.js';
import {
  type HistoryBase,
  type RolloutItem,
  RolloutLine,
  type SessionMeta,
} from '../../../protocol/rollout/rollout.js';
import type { PersistedEvent } from '../../domain/events.js';
import type { HistoryItem, MessageItem } from '../../domain/history-item.js';
import type { ContextCompaction, Item, UserContent, UserMessage } from '../../domain/item.js';
import { imagesOf, messageKind, textsOf } from '../../domain/item.js';
import type { ConversationMeta, ConversationRecord, QueuedInput } from '../../domain/record.js';
import type { UsageSnapshot } from '../../domain/token-usage.js';

/** The only place that knows what the lines of a rollout mean. One line is one record when it is read; a record may be written as several lines. */

/** A kind of line of our own; other programs pass over it. */
const QUEUED_INPUT = 'turnwire_queued_input';
/** The member of a `response_item` line that names the queued input which it takes in. */
const TAKES_IN = 'turnwire_queued_input_id';
/** The member of a `response_item` line that names where sealed reasoning comes from. */
const ORIGIN = 'turnwire_origin';
/** The message by which clients of 0.44 know that a history was compacted. */
export const COMPACTED_MESSAGE = 'Compact task completed';

/** The lines of records, each with its end. `timestamp` is ISO 8601 in UTC. */
export function encodeRecords(timestamp: string, records: readonly ConversationRecord[]): string {
  let text = '';
  for (const record of records) for (const line of linesOf(record)) text += encodeLine(timestamp, line);
  return text;
}

/** `numbered`: the lines of the file have ordinals, as in the reference's files of today. */
export function encodeMeta(timestamp: string, meta: ConversationMeta, numbered = false): string {
  const { id, cwd, originator, version, instructions, source, modelProvider, git, forkedFrom } = meta;
  const payload: SessionMeta = {
    id,
    timestamp: meta.timestamp,
    cwd,
    originator,
    cli_version: version,
    instructions,
    source,
    // Without it, the reference of today cannot resume the conversation (C321).
    ...(modelProvider === undefined ? {} : { model_provider: modelProvider }),
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
  };
  return encodeLine(timestamp, { type: 'session_meta', payload });
}

/** `own` are members of ours beside those that other programs read. */
type Line = (RolloutItem | { type: typeof QUEUED_INPUT; payload: object }) & { own?: Record<string, string> };

function encodeLine(timestamp: string, { type, payload, own }: Line): string {
  let tail = '';
  for (const name in own) tail += `,"${name}":${JSON.stringify(own[name])}`;
  return `{"timestamp":"${timestamp}","type":"${type}","payload":${JSON.stringify(payload)}${tail}}\n`;
}

function linesOf(record: ConversationRecord): Line[] {
  switch (record.type) {
    case 'history': {
      // Ids of items are never written down: they belong to the provider, and to this process.
      const { id: _, ...item } = record.item;
      const { origin, ...payload } = { origin: undefined, ...item };
      const own = {
        ...(record.queuedAs === undefined ? {} : { [TAKES_IN]: record.queuedAs }),
        ...(origin === undefined ? {} : { [ORIGIN]: origin }),
      };
      return [{ type: 'response_item', payload: payload as ResponseItem, own }];
    }
    case 'event':
      return eventPayloads(record.event).map((payload) => ({ type: 'event_msg', payload }));
    case 'sampling': {
      const { cwd, approvalPolicy, sandboxPolicy, model, effort, summary } = record.settings;
      const payload = {
        cwd,
        approval_policy: approvalPolicy,
        sandbox_policy: sandboxPolicy,
        model,
        ...(effort === undefined ? {} : { effort }),
        summary,
      };
      return [{ type: 'turn_context', payload }];
    }
    case 'compaction':
      return [{ type: 'compacted', payload: { message: record.summary, ...replacementOf(record) } }];
    case 'queued-input': {
      const { id, item, message } = record;
      return [{ type: QUEUED_INPUT, payload: { id, at: message.startedAt, item, content: message.content } }];
    }
    case 'unknown':
      return [];
  }
}

const replacementOf = ({ replacement }: Extract<ConversationRecord, { type: 'compaction' }>) =>
  replacement === undefined ? {} : { replacement_history: replacement as ResponseItem[] };

function eventPayloads(event: PersistedEvent): EventPayload[] {
  switch (event.type) {
    case 'turn-started':
      return [];
    case 'usage-updated':
      return [usagePayload(event.usage)];
    case 'turn-ended':
      return event.status === 'interrupted' ? [{ type: 'turn_aborted', reason: event.reason ?? 'interrupted' }] : [];
    case 'item-completed':
      return itemPayloads(event.item);
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

const Queued = z.object({
  id: z.string(),
  at: z.number(),
  item: z.lazy(() => ResponseItem()),
  content: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({ type: z.literal('image'), url: z.string() }),
      z.object({ type: z.literal('local-image'), path: z.string(), url: z.string().optional() }),
    ]),
  ),
});

/** Reads lines in order. Ids of items come from their place, so that they are the same each time a rollout is read. */
export class Decoder {
  #items = 0;
  #justCompacted = false;

  /** The first `session_meta` line of a rollout, or a record; lines of unknown kinds are `unknown`. */
  decode(json: unknown): { meta: ConversationMeta; base: HistoryBase | undefined } | ConversationRecord {
    const queued = queuedInput(json);
    if (queued) return queued;
    const parsed = RolloutLine().safeParse(json);
    if (!parsed.success) return { type: 'unknown' };
    const line = parsed.data;
    switch (line.type) {
      case 'session_meta':
        return { meta: metaOf(line.payload), base: line.payload.history_base };
      case 'response_item': {
        const { [TAKES_IN]: queuedAs, [ORIGIN]: origin } = json as Record<string, unknown>;
        const item = withOrigin(line.payload as HistoryItem, origin);
        return typeof queuedAs === 'string' ? { type: 'history', item, queuedAs } : { type: 'history', item };
      }
      case 'event_msg':
        return { type: 'event', event: this.#event(line.payload, timeOf(line.timestamp)), turnId: null };
      case 'turn_context': {
        const { cwd, approval_policy, sandbox_policy, model, effort, summary } = line.payload;
        const settings = {
          cwd,
          approvalPolicy: approval_policy,
          sandboxPolicy: sandbox_policy,
          model,
          effort,
          summary,
        };
        return { type: 'sampling', settings, turnId: null };
      }
      case 'compacted':
        this.#justCompacted = true;
        return {
          type: 'compaction',
          summary: line.payload.message,
          replacement: line.payload.replacement_history as HistoryItem[] | undefined,
        };
    }
  }

  #event(payload: EventPayload, at: number | null): PersistedEvent {
    const afterCompaction = this.#justCompacted;
    this.#justCompacted = false;
    const completed = (item: object): PersistedEvent => {
      const base = { id: `item-${++this.#items}`, startedAt: at, completedAt: at };
      return { type: 'item-completed', item: { ...base, ...item } as Item };
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
        return {
          type: 'turn-ended',
          status: 'interrupted',
          startedAt: null,
          completedAt: at,
          lastMessage: null,
          reason: payload.reason,
          error: null,
        };
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

function queuedInput(json: unknown): QueuedInput | undefined {
  const { type, payload } = json as { type?: unknown; payload?: unknown };
  if (type !== QUEUED_INPUT) return undefined;
  const parsed = Queued.safeParse(payload);
  if (!parsed.success || parsed.data.item.type !== 'message') return undefined;
  const { id, at, item, content } = parsed.data;
  const message: UserMessage = { type: 'user-message', id, startedAt: at, completedAt: at, content };
  return { type: 'queued-input', id, item: item as MessageItem, message, turnId: null };
}

function metaOf(meta: SessionMeta): ConversationMeta {
  const { id, timestamp, cwd, originator, cli_version, instructions, source, model_provider, git, forked_from_id } =
    meta;
  return {
    id,
    timestamp,
    cwd,
    originator,
    version: cli_version,
    instructions,
    source,
    modelProvider: model_provider,
    git: git && { commitHash: git.commit_hash, branch: git.branch, repositoryUrl: git.repository_url },
    forkedFrom: forked_from_id,
  };
}

function timeOf(timestamp: string): number | null {
  const at = Date.parse(timestamp);
  return Number.isNaN(at) ? null : at;
}

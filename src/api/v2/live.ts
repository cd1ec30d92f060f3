import { StringDecoder } from 'node:string_decoder';
import type { ServerMessages } from '../../../protocol/server-messages.js';
import type { notifications } from '../../../protocol/v2/index.js';
import type { RateLimitSnapshot } from '../../../protocol/v2/rate-limits.js';
import type { ThreadTokenUsage, TokenUsageBreakdown } from '../../../protocol/v2/turns.js';
import type { ConversationEvent, EventBody, OutputDelta, TextDelta, TurnEnded } from '../../domain/events.js';
import type { AgentMessage, CommandExecution, Item } from '../../domain/item.js';
import type { RateLimits, RateLimitWindow, TokenUsage, UsageSnapshot } from '../../domain/token-usage.js';
import type { TurnState } from '../../domain/turn-state.js';
import { retriedError, turnError } from './errors.js';
import { wireHookRun } from './hook-rows.js';
import { wireItem } from './items.js';
import { runningTurn, seconds, wireTurn } from './thread.js';
import { wireSettings } from './wire-settings.js';

export type Method = keyof typeof notifications;
export type Notifications = ServerMessages['notifications'];

/** Where the projection sends what it shows. */
export interface Sink {
  notify<M extends Method>(method: M, params: Notifications[M]): void;
  /**
   * A piece of a text; `withText` gives the params of a longer piece of the same text. `isSpare`: a later message repeats the text, so this message can be
   * dropped for a slow client.
   */
  notifyDelta<M extends Method>(
    method: M,
    key: string,
    text: string,
    withText: (text: string) => Notifications[M],
    isSpare?: boolean,
  ): void;
}

export interface Shown {
  readonly running?: TurnState | undefined;
  readonly tokens?: UsageSnapshot['tokens'] | undefined;
}

/** The events of one thread in the words of v2, for one subscriber. Approvals, requests and statuses are handled elsewhere. */
export class LiveProjection {
  readonly #threadId: string;
  readonly #sink: Sink;
  #turn: { id: string; startedAt: number | null } | undefined;
  #lastMessage: AgentMessage | undefined;
  /** Commands that run or wait for an approval. */
  readonly #commands = new Map<string, CommandExecution>();
  /** How many parts the summary of a reasoning item has so far. */
  readonly #summaryParts = new Map<string, number>();
  readonly #decoders = new Map<string, StringDecoder>();
  #countedTokens: UsageSnapshot['tokens'] = null;
  /** The last limits that were received since then. */
  #untoldLimits: RateLimits | null = null;

  /** What the subscriber has been shown already: the running turn, as far as it got, and the tokens. */
  constructor(threadId: string, sink: Sink, { running, tokens = null }: Shown = {}) {
    this.#threadId = threadId;
    this.#sink = sink;
    this.#countedTokens = tokens;
    if (!running) return;
    this.#turn = { id: running.id, startedAt: running.startedAt };
    for (const item of running.items) {
      if (item.completedAt === null) this.#note(item);
      else if (item.type === 'agent-message') this.#lastMessage = item;
    }
  }

  /** The count has changed without a response. */
  recount(tokens: UsageSnapshot['tokens']): void {
    this.#countedTokens = tokens;
  }

  /** A command that runs or waits for an approval. */
  openCommand(itemId: string): CommandExecution | undefined {
    return this.#commands.get(itemId);
  }

  show({ turnId, at, body }: ConversationEvent): void {
    const threadId = this.#threadId;
    const sink = this.#sink;
    switch (body.type) {
      case 'text-delta':
        return this.#textDelta(turnId ?? '', body);
      case 'output-delta':
        return this.#outputDelta(turnId ?? '', body);
      case 'turn-started':
        return this.#startTurn(turnId ?? '', body.startedAt);
      case 'turn-ended':
        return this.#endTurn(turnId ?? '', at, body);
      case 'item-started':
        return this.#startItem(turnId ?? '', at, body.item);
      case 'item-completed':
        return this.#completeItem(turnId ?? '', at, body.item);
      case 'summary-part-started':
        return this.#startSummaryPart(turnId ?? '', body.itemId);
      case 'terminal-interaction': {
        const { itemId, processId, stdin } = body;
        const method = 'item/commandExecution/terminalInteraction';
        return sink.notify(method, { threadId, turnId: turnId ?? '', itemId, processId, stdin });
      }
      case 'plan-updated': {
        const plan = body.plan.map(({ step, status }) => ({ step, status: STEPS[status] }));
        return sink.notify('turn/plan/updated', {
          threadId,
          turnId: turnId ?? '',
          explanation: body.explanation,
          plan,
        });
      }
      case 'diff-updated':
        return sink.notify('turn/diff/updated', { threadId, turnId: turnId ?? '', diff: body.unifiedDiff });
      case 'usage-updated':
        return this.#usage(turnId, at, body.usage);
      case 'error': {
        // An error outside of a turn does not end a turn.
        if (turnId === null) return sink.notify('warning', { threadId, message: body.message });
        if (body.cause?.code === 'model_rate_limited') this.#usedUp(at);
        const error = body.willRetry ? retriedError(body.message) : turnError(body.message, body.cause);
        return sink.notify('error', { error, willRetry: body.willRetry, threadId, turnId });
      }
      case 'note':
      case 'warning':
        return sink.notify('warning', { threadId, message: body.message });
      case 'mcp-start': {
        const { server: name, status, message: error } = body;
        const failureReason = body.wantsNewSignIn ? ('reauthenticationRequired' as const) : null;
        const params = { threadId, name, environmentId: null, status, error, failureReason };
        return sink.notify('mcpServer/startupStatus/updated', params);
      }
      case 'settings-changed':
        return sink.notify('thread/settings/updated', { threadId, threadSettings: wireSettings(body.settings) });
      case 'hook-started':
        return sink.notify('hook/started', { threadId, turnId, run: wireHookRun(body.run) });
      case 'hook-completed':
        return sink.notify('hook/completed', { threadId, turnId, run: wireHookRun(body.run) });
      case 'queue-changed':
        return sink.notify('thread/queue/changed', { threadId });
      case 'goal-changed': // every client gets this event in another place
      case 'execution-started': // the item shows it
      case 'execution-ended':
      case 'approval-requested':
      case 'approval-resolved':
      case 'input-requested':
      case 'input-resolved':
      case 'closed':
        return;
    }
  }

  #startTurn(id: string, startedAt: number): void {
    this.#turn = { id, startedAt };
    this.#lastMessage = undefined;
    this.#sink.notify('turn/started', { threadId: this.#threadId, turn: runningTurn(id, startedAt) });
  }

  #endTurn(id: string, at: number, { status, startedAt, completedAt, error }: TurnEnded): void {
    if (this.#turn?.id !== id) this.#startTurn(id, startedAt ?? at);
    const answered = status === 'completed' ? this.#lastMessage : undefined;
    const items = answered ? [answered] : [];
    const turn = wireTurn(
      { id, status, items, startedAt, completedAt: completedAt ?? at, error },
      answered ? 'summary' : 'notLoaded',
    );
    this.#turn = undefined;
    this.#lastMessage = undefined;
    this.#sink.notify('turn/completed', { threadId: this.#threadId, turn });
  }

  #startItem(turnId: string, at: number, item: Item): void {
    this.#note(item);
    const startedAtMs = item.startedAt ?? at;
    const shown = wireItem({ ...item, completedAt: null });
    this.#sink.notify('item/started', { item: shown, threadId: this.#threadId, turnId, startedAtMs });
  }

  #completeItem(turnId: string, at: number, item: Item): void {
    this.#commands.delete(item.id);
    this.#summaryParts.delete(item.id);
    this.#flushOutput(turnId, item.id);
    if (item.type === 'agent-message') this.#lastMessage = item;
    this.#sink.notify('item/completed', {
      item: wireItem(item),
      threadId: this.#threadId,
      turnId,
      contentTokenCount: null,
      completedAtMs: item.completedAt ?? at,
    });
  }

  #note(item: Item): void {
    if (item.type === 'command-execution') this.#commands.set(item.id, item);
    if (item.type === 'reasoning' && item.summary.length > 0) this.#summaryParts.set(item.id, item.summary.length);
  }

  #textDelta(turnId: string, { itemId, part, text }: TextDelta): void {
    const threadId = this.#threadId;
    const of = { threadId, turnId, itemId };
    const key = `${itemId} ${part}`;
    switch (part) {
      case 'message':
        return this.#sink.notifyDelta('item/agentMessage/delta', key, text, (delta) => ({ ...of, delta }));
      case 'plan':
        return this.#sink.notifyDelta('item/plan/delta', key, text, (delta) => ({ ...of, delta }));
      case 'content': {
        const method = 'item/reasoning/textDelta';
        return this.#sink.notifyDelta(method, key, text, (delta) => ({ ...of, delta, contentIndex: 0 }));
      }
      case 'summary': {
        if (!this.#summaryParts.has(itemId)) this.#startSummaryPart(turnId, itemId);
        const summaryIndex = (this.#summaryParts.get(itemId) ?? 1) - 1;
        const method = 'item/reasoning/summaryTextDelta';
        const ofPart = `${key} ${summaryIndex}`;
        return this.#sink.notifyDelta(method, ofPart, text, (delta) => ({ ...of, delta, summaryIndex }));
      }
    }
  }

  #startSummaryPart(turnId: string, itemId: string): void {
    const summaryIndex = this.#summaryParts.get(itemId) ?? 0;
    this.#summaryParts.set(itemId, summaryIndex + 1);
    const of = { threadId: this.#threadId, turnId, itemId };
    this.#sink.notify('item/reasoning/summaryPartAdded', { ...of, summaryIndex });
  }

  /** Bytes of one character may come in two pieces. */
  #outputDelta(turnId: string, { itemId, stream, chunk }: OutputDelta): void {
    const key = `${itemId} ${stream}`;
    const decoder = this.#decoders.get(key) ?? new StringDecoder('utf8');
    this.#decoders.set(key, decoder);
    this.#sendOutput(turnId, itemId, decoder.write(chunk));
  }

  #flushOutput(turnId: string, itemId: string): void {
    for (const stream of ['stdout', 'stderr']) {
      const key = `${itemId} ${stream}`;
      const rest = this.#decoders.get(key)?.end();
      this.#decoders.delete(key);
      if (rest) this.#sendOutput(turnId, itemId, rest);
    }
  }

  #sendOutput(turnId: string, itemId: string, text: string): void {
    if (text === '') return;
    const of = { threadId: this.#threadId, turnId, itemId };
    const method = 'item/commandExecution/outputDelta';
    this.#sink.notifyDelta(method, `${itemId} output`, text, (delta) => ({ ...of, delta }), true);
  }

  /** Once for each response: the event that begins a response holds only limits. */
  #usage(turnId: string | null, at: number, { tokens, rateLimits }: UsageSnapshot): void {
    if (tokens === null || tokens.total === this.#countedTokens?.total) {
      this.#untoldLimits = rateLimits;
      return;
    }
    this.#untoldLimits = null;
    this.#countedTokens = tokens;
    const tokenUsage = wireUsage(tokens);
    this.#sink.notify('thread/tokenUsage/updated', { threadId: this.#threadId, turnId: turnId ?? '', tokenUsage });
    this.#sink.notify('account/rateLimits/updated', { rateLimits: wireLimits(rateLimits, at) });
  }

  /** A limit that is used up came with the limits, and with no response. */
  #usedUp(at: number): void {
    if (this.#untoldLimits === null) return;
    this.#sink.notify('account/rateLimits/updated', { rateLimits: wireLimits(this.#untoldLimits, at) });
    this.#untoldLimits = null;
  }
}

const STEPS = { pending: 'pending', in_progress: 'inProgress', completed: 'completed' } as const satisfies Record<
  Extract<EventBody, { type: 'plan-updated' }>['plan'][number]['status'],
  string
>;

export function wireUsage({ total, last, contextWindow }: NonNullable<UsageSnapshot['tokens']>): ThreadTokenUsage {
  return { total: breakdown(total), last: breakdown(last), modelContextWindow: contextWindow };
}

const breakdown = (usage: TokenUsage): TokenUsageBreakdown => ({
  totalTokens: usage.total_tokens,
  inputTokens: usage.input_tokens,
  cachedInputTokens: usage.cached_input_tokens,
  cacheWriteInputTokens: 0,
  outputTokens: usage.output_tokens,
  reasoningOutputTokens: usage.reasoning_output_tokens,
});

/** `at`: when the limits were received, in milliseconds since the epoch. */
export function wireLimits(limits: RateLimits | null, at: number): RateLimitSnapshot {
  return {
    limitId: 'codex',
    limitName: null,
    normalModelSlug: null,
    primary: wireWindow(limits?.primary ?? null, at),
    secondary: wireWindow(limits?.secondary ?? null, at),
    credits: null,
    individualLimit: null,
    spendControlReached: null,
    planType: null,
    rateLimitReachedType: null,
  };
}

function wireWindow(window: RateLimitWindow | null, at: number): RateLimitSnapshot['primary'] {
  if (window === null) return null;
  const { used_percent, window_minutes, resets_in_seconds, resets_at } = window;
  const resetsAt = resets_at ?? (resets_in_seconds === null ? null : seconds(at) + resets_in_seconds);
  return { usedPercent: Math.round(used_percent), windowDurationMins: window_minutes, resetsAt };
}

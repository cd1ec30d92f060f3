import type { v2 } from '../../../generated-types/index.js';
import type { TurnEvent } from '../../library/index.js';

/** One line of `exec --json`. The shapes are those of `codex exec --json` (0.171), which `@openai/codex-sdk` reads. */
export type ExecEvent =
  | { readonly type: 'thread.started'; readonly thread_id: string }
  | { readonly type: 'turn.started' }
  | { readonly type: 'item.started' | 'item.updated' | 'item.completed'; readonly item: ExecItem }
  | { readonly type: 'turn.completed'; readonly usage: ExecUsage }
  | { readonly type: 'turn.failed'; readonly error: { readonly message: string } }
  | { readonly type: 'error'; readonly message: string };

export type ExecItem = { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>;

export interface ExecUsage {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly cache_write_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_output_tokens: number;
}

type Shape = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Turns what happens in a turn into the lines of `exec --json`. Items are numbered in the order in which they are first shown. */
export class ExecEvents {
  readonly #ids = new Map<string, string>();
  #count = 0;
  #plan: { readonly id: string; readonly items: readonly object[] } | undefined;
  #usage: v2.TokenUsageBreakdown | undefined;

  /** A sentence for users that ends no turn and no item. */
  note(message: string): ExecEvent[] {
    return [{ type: 'item.completed', item: { id: this.#nextId(), type: 'error', message } }];
  }

  take(event: TurnEvent): ExecEvent[] {
    switch (event.method) {
      case 'turn/started':
        return [{ type: 'turn.started' }];
      case 'item/started':
        return this.#item('item.started', event.params.item);
      case 'item/completed':
        return this.#item('item.completed', event.params.item);
      case 'turn/plan/updated':
        return this.#planned(event.params.plan);
      case 'error':
        return [{ type: 'error', message: event.params.error.message }];
      case 'thread/tokenUsage/updated':
        this.#usage = event.params.tokenUsage.total;
        return [];
      case 'turn/completed':
        return this.#ended(event.params.turn);
      default:
        return [];
    }
  }

  #item(type: 'item.started' | 'item.completed', item: v2.ThreadItem): ExecEvent[] {
    const shape = shapeOf(item);
    if (shape === undefined) return [];
    // Texts are shown once, when they are whole.
    if (type === 'item.started' && WHOLE.has(shape.type)) return [];
    const id = this.#ids.get(item.id) ?? this.#nextId();
    this.#ids.set(item.id, id);
    return [{ type, item: { id, ...shape } }];
  }

  #planned(plan: readonly v2.TurnPlanStep[]): ExecEvent[] {
    const items = plan.map(({ step, status }) => ({ text: step, completed: status === 'completed' }));
    const type = this.#plan ? 'item.updated' : 'item.started';
    const id = this.#plan?.id ?? this.#nextId();
    this.#plan = { id, items };
    return [{ type, item: { id, type: 'todo_list', items } }];
  }

  #ended({ status, error }: v2.Turn): ExecEvent[] {
    const plan = this.#plan;
    this.#plan = undefined;
    const events: ExecEvent[] = plan
      ? [{ type: 'item.completed', item: { id: plan.id, type: 'todo_list', items: plan.items } }]
      : [];
    if (status === 'completed') return [...events, { type: 'turn.completed', usage: usageOf(this.#usage) }];
    const message = error?.message ?? (status === 'interrupted' ? 'the turn was interrupted' : 'the turn failed');
    return [...events, { type: 'turn.failed', error: { message } }];
  }

  #nextId(): string {
    return `item_${this.#count++}`;
  }
}

/** Items without a beginning in this form. */
const WHOLE: ReadonlySet<string> = new Set(['agent_message', 'reasoning', 'error']);

/** Undefined for items that this form does not have. */
function shapeOf(item: v2.ThreadItem): Shape | undefined {
  switch (item.type) {
    case 'agentMessage':
      return { type: 'agent_message', text: item.text };
    case 'reasoning':
      return item.summary.length === 0 ? undefined : { type: 'reasoning', text: item.summary.join('\n\n') };
    case 'commandExecution':
      return {
        type: 'command_execution',
        command: item.command,
        aggregated_output: item.aggregatedOutput ?? '',
        exit_code: item.exitCode,
        status: inSnakeCase(item.status),
      };
    case 'fileChange':
      return {
        type: 'file_change',
        changes: item.changes.map(({ path, kind }) => ({ path, kind: kind.type })),
        status: inSnakeCase(item.status),
      };
    case 'mcpToolCall':
      return {
        type: 'mcp_tool_call',
        server: item.server,
        tool: item.tool,
        arguments: item.arguments,
        result: item.result && { content: item.result.content, structured_content: item.result.structuredContent },
        error: item.error && { message: item.error.message },
        status: inSnakeCase(item.status),
      };
    case 'webSearch':
      return { type: 'web_search', query: item.query };
    default:
      return undefined;
  }
}

const inSnakeCase = (status: string): string => status.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const usageOf = (usage: v2.TokenUsageBreakdown | undefined): ExecUsage => ({
  input_tokens: usage?.inputTokens ?? 0,
  cached_input_tokens: usage?.cachedInputTokens ?? 0,
  cache_write_input_tokens: usage?.cacheWriteInputTokens ?? 0,
  output_tokens: usage?.outputTokens ?? 0,
  reasoning_output_tokens: usage?.reasoningOutputTokens ?? 0,
});

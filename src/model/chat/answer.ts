import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { TokenUsage } from '../../../protocol/rollout/turn-events.js';
import { ModelError, type ModelEvent } from '../../core/ports/index.js';
import { brokenOff, failedInStream, readProviderError } from '../http/provider-error.js';
import { DONE } from '../http/sse.js';
import { ChatCalls } from './calls.js';

type Json = Record<string, unknown>;

/** Why an answer is not whole, for people; other reasons are ordinary ends. */
const CUT_OFF: Record<string, string> = {
  length: "The model's answer was cut off: it has reached its limit of output tokens.",
  content_filter: "The model's answer was cut off by the content filter of its provider.",
};

/** Puts an answer of the Chat Completions API together from its pieces (C66). */
export class ChatAnswer {
  readonly #provider: string;
  readonly #calls = new ChatCalls();
  #text = '';
  #reasoning = '';
  #finishReason: string | undefined;
  #usage: TokenUsage | null = null;
  #ended = false;

  /** @param provider its id, for what programs read of an error. */
  constructor(provider: string) {
    this.#provider = provider;
  }

  /** The answer is whole; its usage may still come. */
  get finished(): boolean {
    return this.#ended || this.#finishReason !== undefined;
  }

  /** Nothing more comes that would matter. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes what one `data:` of the stream holds and gives what can be told at once. Throws `ModelError` for an error that is told in the stream. */
  take(chunk: unknown): ModelEvent[] {
    if (chunk === DONE) this.#ended = true;
    if (!isObject(chunk)) return [];
    const error = chunk.object === 'error' ? chunk : chunk.error;
    if (error !== undefined && error !== null) {
      throw failedInStream(this.#provider, readProviderError(error), JSON.stringify(error));
    }
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    const told = isObject(choice) ? this.#takeChoice(choice) : [];
    const usage = readUsage(chunk.usage);
    if (usage) this.#usage = usage;
    if (usage && this.#finishReason !== undefined) this.#ended = true;
    return told;
  }

  /** The items of the answer, in the order in which the model came by them. `taken` are ids of earlier calls. Throws `ModelError` when the answer is not whole. */
  whole(taken: ReadonlySet<string>): ModelEvent[] {
    if (!this.finished) {
      throw brokenOff('stream closed before the answer was finished');
    }
    const calls = this.#calls.whole(taken);
    if (calls.some(({ name }) => name === '')) {
      throw brokenOff('a tool call has no name');
    }
    if (this.#finishReason === 'content_filter' && this.#nothing) throw this.#filtered();
    const note = CUT_OFF[this.#finishReason ?? ''];
    return [
      ...(this.#reasoning === '' ? [] : [done(reasoningItem(this.#reasoning))]),
      ...(this.#text.trim() === '' ? [] : [done(messageItem(this.#text))]),
      ...(note === undefined ? [] : [{ type: 'note', message: note } as const]),
      ...calls.map(({ id, name, input }) => done({ type: 'function_call', name, arguments: input, call_id: id })),
      { type: 'completed', usage: this.#usage },
    ];
  }

  get #nothing(): boolean {
    return this.#text === '' && this.#calls.empty;
  }

  #takeChoice(choice: Json): ModelEvent[] {
    const { delta, message, finish_reason } = choice;
    if (typeof finish_reason === 'string' && finish_reason !== '') this.#finishReason = finish_reason;
    return [
      ...(isObject(delta) ? this.#takePart(delta) : []),
      // Some servers repeat the whole answer at its end, or say a part of it only there.
      ...(isObject(message) ? this.#takePart(this.#missingOf(message)) : []),
    ];
  }

  #takePart(part: Json): ModelEvent[] {
    const reasoning = reasoningOf(part);
    const text = contentOf(part.content) || contentOf(part.refusal);
    this.#reasoning += reasoning;
    this.#text += text;
    for (const call of Array.isArray(part.tool_calls) ? part.tool_calls : []) {
      if (isObject(call)) this.#calls.take(call);
    }
    return [
      ...(reasoning === '' ? [] : [{ type: 'reasoning-content-delta', text: reasoning } as const]),
      ...(text === '' ? [] : [{ type: 'text-delta', text } as const]),
    ];
  }

  #missingOf(message: Json): Json {
    return {
      ...(this.#reasoning === '' ? { reasoning: reasoningOf(message) } : {}),
      ...(this.#text === '' ? { content: message.content, refusal: message.refusal } : {}),
      ...(this.#calls.empty ? { tool_calls: message.tool_calls } : {}),
    };
  }

  #filtered(): ModelError {
    const reason = 'the content filter of the provider has refused the answer';
    const failure = { code: 'model_refused', provider: this.#provider, reason, status: 200 } as const;
    return new ModelError(reason, { final: true, failure });
  }
}

const done = (item: ResponseItem): ModelEvent => ({ type: 'item-done', item, itemId: undefined });

const messageItem = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

const reasoningItem = (text: string): ResponseItem => ({
  type: 'reasoning',
  summary: [],
  content: [{ type: 'reasoning_text', text }],
});

/** A text, or its parts. */
function contentOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

/** Where servers put what the model thinks: `reasoning` (Ollama, OpenRouter) or `reasoning_content` (DeepSeek, vLLM, LM Studio). */
function reasoningOf(part: Json): string {
  const reasoning = part.reasoning ?? part.reasoning_content;
  const inner = isObject(reasoning) ? (reasoning.text ?? reasoning.content) : reasoning;
  return typeof inner === 'string' ? inner : '';
}

function readUsage(usage: unknown): TokenUsage | null {
  if (!isObject(usage) || typeof usage.prompt_tokens !== 'number') return null;
  const count = (of: unknown, key: string): number => {
    const value = isObject(of) ? of[key] : undefined;
    return typeof value === 'number' ? value : 0;
  };
  const input = usage.prompt_tokens;
  const output = count(usage, 'completion_tokens');
  return {
    input_tokens: input,
    cached_input_tokens: count(usage.prompt_tokens_details, 'cached_tokens'),
    output_tokens: output,
    reasoning_output_tokens: count(usage.completion_tokens_details, 'reasoning_tokens'),
    total_tokens: count(usage, 'total_tokens') || input + output,
  };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

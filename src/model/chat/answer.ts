import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { TokenUsage } from '../../../protocol/rollout/turn-events.js';
import type { ModelEvent } from '../../core/ports/index.js';
import { isJsonObject, TextPieces, wellFormed, wellFormedValue } from '../../domain/json.js';
import { CUT_OFF, EMPTY_ANSWER, filtered } from '../http/incomplete.js';
import { brokenOff, failedInStream, readProviderError } from '../http/provider-error.js';
import { DONE } from '../http/sse.js';
import { ChatCalls } from './calls.js';
import { type ReasoningField, reasoningPart } from './reasoning-field.js';
import { ThinkTags } from './think-tags.js';

type Json = Record<string, unknown>;

export interface ChatAnswerOptions {
  /** `<think>` at the start of the content begins reasoning. */
  readonly thinkTags?: boolean;
  /** The names of the tools that the request offered. */
  readonly toolNames?: ReadonlySet<string>;
}

/** Builds the answer of the Chat Completions API from its pieces (C66). */
export class ChatAnswer {
  readonly #provider: string;
  readonly #calls: ChatCalls;
  readonly #thinkTags: ThinkTags | undefined;
  readonly #textPieces = new TextPieces();
  readonly #reasoningPieces = new TextPieces();
  #text = '';
  #reasoning = '';
  #reasoningField: ReasoningField = 'reasoning';
  #hasChoice = false;
  #finishReason: string | undefined;
  #usage: TokenUsage | null = null;
  #ended = false;

  /** @param provider the id of the provider, for the error data. */
  constructor(provider: string, { thinkTags = false, toolNames }: ChatAnswerOptions = {}) {
    this.#provider = provider;
    this.#calls = new ChatCalls(toolNames);
    this.#thinkTags = thinkTags ? new ThinkTags() : undefined;
  }

  /** The answer is complete; its usage may still come. */
  get finished(): boolean {
    return this.#ended || this.#finishReason !== undefined;
  }

  /** Nothing of importance can follow. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Reads the value of one `data:` line and returns what can be shown at once. Throws `ModelError` for an error in the stream. */
  take(chunk: unknown): ModelEvent[] {
    if (chunk === DONE) this.#ended = true;
    if (!isJsonObject(chunk)) return [];
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    const error = chunk.object === 'error' ? chunk : (chunk.error ?? (isJsonObject(choice) ? choice.error : undefined));
    if (error !== undefined && error !== null) {
      throw failedInStream(this.#provider, readProviderError(error), JSON.stringify(error));
    }
    this.#refuseOtherApi(chunk);
    const events = isJsonObject(choice) ? this.#takeChoice(choice) : [];
    const usage = readUsage(chunk.usage);
    if (usage) this.#usage = usage;
    if (usage && this.#finishReason !== undefined) this.#ended = true;
    return events;
  }

  /**
   * The items of the answer, in the order in which the model made them. `taken` are ids of earlier calls. Throws `ModelError` when the answer is incomplete.
   */
  whole(taken: ReadonlySet<string>): ModelEvent[] {
    if (!this.finished) {
      throw brokenOff('stream closed before the answer was finished');
    }
    const held = this.#thinkTags?.end();
    this.#reasoning += held?.reasoning ?? '';
    this.#text += held?.text ?? '';
    const calls = this.#calls.whole(taken);
    if (calls.some(({ name }) => name === '')) {
      throw brokenOff('a tool call has no name');
    }
    const isEmpty = this.#text.trim() === '' && this.#calls.empty;
    if (isEmpty && this.#finishReason === 'content_filter') throw filtered(this.#provider);
    if (isEmpty && this.#reasoning === '' && !this.#hasChoice) {
      throw brokenOff('nothing of the answer can be read: it holds no choices', { final: true });
    }
    const note = CUT_OFF[this.#finishReason ?? ''] ?? (isEmpty && this.#reasoning === '' ? EMPTY_ANSWER : undefined);
    return [
      ...(this.#reasoning === '' ? [] : [done(this.#reasoningItem())]),
      ...(this.#text.trim() === '' ? [] : [done(messageItem(this.#text))]),
      ...(note === undefined ? [] : [{ type: 'note', message: note } as const]),
      ...calls.map(({ id, name, input }) => done({ type: 'function_call', name, arguments: input, call_id: id })),
      { type: 'completed', usage: this.#usage },
    ];
  }

  #reasoningItem(): ResponseItem {
    const part = reasoningPart(this.#reasoning, this.#reasoningField);
    return { type: 'reasoning', summary: [], content: [part] };
  }

  /** Without this check, an answer of the Responses API would look like an empty answer. */
  #refuseOtherApi({ type, object, output }: Json): void {
    if (object !== 'response' && !Array.isArray(output) && !(typeof type === 'string' && type.startsWith('response.')))
      return;
    throw brokenOff('the answer is one of the Responses API: set `wire_api = "responses"` for this provider', {
      final: true,
    });
  }

  #takeChoice(choice: Json): ModelEvent[] {
    this.#hasChoice = true;
    const { delta, message, text, finish_reason } = choice;
    if (typeof finish_reason === 'string' && finish_reason !== '') this.#finishReason = finish_reason;
    return [
      ...(isJsonObject(delta) ? this.#takePart(delta) : []),
      ...(typeof text === 'string' && delta === undefined && message === undefined
        ? this.#takePart({ content: text })
        : []),
      // Some servers repeat the whole answer at its end, or send a part of it only there.
      ...(isJsonObject(message) ? this.#takePart(this.#missingOf(message)) : []),
    ];
  }

  #takePart(part: Json): ModelEvent[] {
    const content = contentOf(part.content) || contentOf(part.refusal);
    const split = this.#thinkTags && content !== '' ? this.#thinkTags.add(content) : { reasoning: '', text: content };
    const reasoning = this.#takeReasoning(part) + split.reasoning;
    this.#reasoning += reasoning;
    this.#text += split.text;
    for (const call of Array.isArray(part.tool_calls) ? part.tool_calls : [part.tool_calls]) {
      if (isJsonObject(call)) this.#calls.take(call);
    }
    // The older form, `function_call`.
    if (isJsonObject(part.function_call)) this.#calls.take({ index: 0, function: part.function_call });
    const shown = { reasoning: this.#reasoningPieces.add(reasoning), text: this.#textPieces.add(split.text) };
    return [
      ...(shown.reasoning === '' ? [] : [{ type: 'reasoning-content-delta', text: shown.reasoning } as const]),
      ...(shown.text === '' ? [] : [{ type: 'text-delta', text: shown.text } as const]),
    ];
  }

  /** Servers put it under one of two names: `reasoning` (Ollama, OpenRouter) or `reasoning_content` (DeepSeek, vLLM, LM Studio). */
  #takeReasoning(part: Json): string {
    const field = (['reasoning', 'reasoning_content'] as const).find((name) => reasoningText(part[name]) !== '');
    if (field === undefined) return '';
    this.#reasoningField = field;
    return reasoningText(part[field]);
  }

  #missingOf(message: Json): Json {
    const reasoning = { reasoning: message.reasoning, reasoning_content: message.reasoning_content };
    return {
      ...(this.#reasoning === '' ? reasoning : {}),
      ...(this.#text === '' ? { content: message.content, refusal: message.refusal } : {}),
      ...(this.#calls.empty ? { tool_calls: message.tool_calls, function_call: message.function_call } : {}),
    };
  }
}

const done = (item: ResponseItem): ModelEvent => ({
  type: 'item-done',
  item: wellFormedValue(item) as ResponseItem,
  itemId: undefined,
});

const messageItem = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: wellFormed(text) }],
});

/** A text, or a list of parts. */
function contentOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content : [content];
  return parts.map(partText).join('');
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!isJsonObject(part)) return '';
  const text = part.text ?? part.refusal;
  return typeof text === 'string' ? text : '';
}

/** A text, or an object or parts that hold it. */
function reasoningText(reasoning: unknown): string {
  if (Array.isArray(reasoning)) return reasoning.map(reasoningText).join('');
  const inner = isJsonObject(reasoning) ? (reasoning.text ?? reasoning.content) : reasoning;
  return typeof inner === 'string' ? inner : '';
}

function readUsage(usage: unknown): TokenUsage | null {
  if (!isJsonObject(usage) || typeof usage.prompt_tokens !== 'number') return null;
  const count = (of: unknown, key: string): number => {
    const value = isJsonObject(of) ? of[key] : undefined;
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

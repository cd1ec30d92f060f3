import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { TokenUsage } from '../../../protocol/rollout/turn-events.js';
import type { ModelError, ModelEvent } from '../../core/ports/index.js';
import type { FunctionCall } from '../../domain/history-item.js';
import { isJsonObject, TextPieces, wellFormedValue } from '../../domain/json.js';
import { CUT_OFF, EMPTY_ANSWER, filtered } from '../http/incomplete.js';
import { brokenOff, failedInStream, readProviderError } from '../http/provider-error.js';
import { DONE } from '../http/sse.js';
import { readItem } from './items.js';

type Json = Record<string, unknown>;

/** An unfinished item of the answer. */
interface Output {
  readonly id: string | undefined;
  readonly index: number | undefined;
  /** As the server announced it. */
  announced: Json | undefined;
  text: string;
  arguments: string;
  finished: boolean;
}

/**
 * Builds an answer of the Responses API. The API sends a text up to three times: in deltas, as a finished item, and in the whole response at
 * the end. Some servers send only one of these, so an item that has not come is made from the others at the end (C263).
 */
export class ResponsesAnswer {
  readonly #provider: string;
  readonly #outputs: Output[] = [];
  /** Items that were yielded already. */
  readonly #items: ResponseItem[] = [];
  readonly #pieces = { text: new TextPieces(), summary: new TextPieces(), content: new TextPieces() };
  /** Kinds of items that could not be read. */
  readonly #unread = new Set<string>();
  #ended = false;

  /** @param provider the id of the provider, for the error data. */
  constructor(provider: string) {
    this.#provider = provider;
  }

  /** `completed` was returned. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Reads one event and returns its model events; none for events that we do not need (C63). The last one is `completed`. Throws `ModelError`
   * when the answer cannot be completed. Fields are checked by hand: a schema check for each of 20,000 deltas in a turn would be too slow.
   */
  take(event: unknown): ModelEvent[] {
    if (event === DONE) return this.#items.length + this.#outputs.length > 0 ? this.#completed({}) : [];
    if (!isJsonObject(event)) return [];
    const { delta } = event;
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        if (typeof delta !== 'string') return [];
        this.#output(event).text += delta;
        return shown('text-delta', this.#pieces.text.add(delta));
      case 'response.reasoning_summary_text.delta':
        return typeof delta === 'string' ? shown('reasoning-delta', this.#pieces.summary.add(delta)) : [];
      case 'response.reasoning_text.delta':
        return typeof delta === 'string' ? shown('reasoning-content-delta', this.#pieces.content.add(delta)) : [];
      case 'response.reasoning_summary_part.added':
        return [{ type: 'reasoning-section' }];
      case 'response.output_text.done':
      case 'response.refusal.done':
        return this.#textDone(event);
      case 'response.function_call_arguments.delta':
        if (typeof delta === 'string') this.#output(event).arguments += delta;
        return [];
      case 'response.function_call_arguments.done':
        if (typeof event.arguments === 'string') this.#output(event).arguments = event.arguments;
        return [];
      case 'response.output_item.added':
        return this.#announced(event);
      case 'response.output_item.done':
        return this.#finish(event.item, this.#find(idOf(event.item), event.output_index));
      case 'response.completed':
      case 'response.done':
        return this.#whole(event.response);
      case 'response.incomplete':
        return this.#incomplete(isJsonObject(event.response) ? event.response : {});
      case 'response.failed':
        throw this.#failed(event.response);
      case 'response.cancelled':
        throw brokenOff('the provider has cancelled the response');
      case 'error':
        throw failedInStream(this.#provider, readProviderError(event.error ?? event), 'error event received');
      case undefined:
        return this.#untyped(event);
      default:
        return [];
    }
  }

  /** A value that is not an event of the API: a whole response, an error, or an answer of another API. */
  #untyped(json: Json): ModelEvent[] {
    if (json.error !== undefined && json.error !== null && json.output === undefined) {
      throw failedInStream(this.#provider, readProviderError(json.error), 'error received');
    }
    if (Array.isArray(json.output) || json.object === 'response') return this.#whole(json);
    if (Array.isArray(json.choices)) {
      throw brokenOff('the answer is one of the Chat Completions API: set `wire_api = "chat"` for this provider', {
        final: true,
      });
    }
    return [];
  }

  #whole(response: unknown): ModelEvent[] {
    const whole = isJsonObject(response) ? response : {};
    if (whole.status === 'failed' || (whole.status !== 'completed' && isJsonObject(whole.error)))
      throw this.#failed(whole);
    return whole.status === 'incomplete' ? this.#incomplete(whole) : this.#completed(whole);
  }

  #failed(response: unknown): ModelError {
    const error = isJsonObject(response) ? response.error : undefined;
    return failedInStream(this.#provider, readProviderError(error), 'response.failed event received');
  }

  #completed(response: Json): ModelEvent[] {
    const events = this.#rest(response, { cutOff: false });
    const usage = readUsage(response.usage);
    if (this.#items.length > 0) return this.#end([...events, { type: 'completed', usage, ...responseId(response) }]);
    if (this.#unread.size > 0) {
      throw brokenOff(`nothing of the answer can be read; it holds: ${[...this.#unread].join(', ')}`, { final: true });
    }
    return this.#end([
      { type: 'note', message: EMPTY_ANSWER },
      { type: 'completed', usage, ...responseId(response) },
    ]);
  }

  #end(events: ModelEvent[]): ModelEvent[] {
    this.#ended = true;
    return events;
  }

  /** What came is kept as the whole answer: a retry would be cut off again (C264). */
  #incomplete(response: Json): ModelEvent[] {
    const events = this.#rest(response, { cutOff: true });
    const details = response.incomplete_details;
    const reason = isJsonObject(details) && typeof details.reason === 'string' ? details.reason : 'no reason is given';
    if (reason === 'content_filter' && this.#items.length === 0) throw filtered(this.#provider);
    const message = CUT_OFF[reason] ?? `The model's answer is incomplete: ${reason}.`;
    const usage = readUsage(response.usage);
    return this.#end([...events, { type: 'note', message }, { type: 'completed', usage, ...responseId(response) }]);
  }

  /** The items that have not come as finished items: made from the whole response and from deltas. */
  #rest(response: Json, { cutOff }: { cutOff: boolean }): ModelEvent[] {
    const output = Array.isArray(response.output) ? response.output : [];
    const events = output.flatMap((raw) => {
      if (this.#has(raw) || (cutOff && isCutOff(raw))) return [];
      return this.#finish(
        raw,
        this.#outputs.find((one) => !one.finished && one.id !== undefined && one.id === idOf(raw)),
      );
    });
    if (output.length === 0 && typeof response.output_text === 'string' && !this.#said(response.output_text)) {
      events.push(...this.#finish(messageOf(response.output_text), undefined));
    }
    for (const one of this.#outputs.filter(({ finished }) => !finished)) events.push(...this.#fromDeltas(one));
    return events;
  }

  #fromDeltas(output: Output): ModelEvent[] {
    const { announced, text } = output;
    if (announced?.type === 'function_call') {
      const call = { ...announced, arguments: output.arguments || announced.arguments };
      return isCutOff(call) || this.#has(call) ? [] : this.#finish(call, output);
    }
    if (text.trim() === '' || this.#said(text)) return [];
    return this.#finish({ ...announced, ...messageOf(text) }, output);
  }

  #finish(raw: unknown, output: Output | undefined): ModelEvent[] {
    if (output) output.finished = true;
    const item = readItem(wellFormedValue(raw));
    if (item === undefined) {
      this.#unread.add(
        isJsonObject(raw) && typeof raw.type === 'string' ? `an item of type ${raw.type}` : 'an item without a type',
      );
      return [];
    }
    this.#items.push(item);
    return [{ type: 'item-done', item, itemId: item.id }];
  }

  #announced(event: Json): ModelEvent[] {
    const { item } = event;
    if (!isJsonObject(item)) return [];
    const output = this.#find(idOf(item), event.output_index) ?? this.#begin(idOf(item), event.output_index);
    output.announced = item;
    return [{ type: 'item-started', item }];
  }

  #textDone(event: Json): ModelEvent[] {
    const text = event.text ?? event.refusal;
    const output = this.#output(event);
    if (typeof text === 'string' && !output.text.endsWith(text)) output.text += text;
    return [];
  }

  /** The item that a delta belongs to. */
  #output(event: Json): Output {
    const id = typeof event.item_id === 'string' ? event.item_id : undefined;
    return this.#find(id, event.output_index) ?? this.#begin(id, event.output_index);
  }

  /** By id, otherwise by index; servers that send neither send one item after another. */
  #find(id: string | undefined, place: unknown): Output | undefined {
    const index = typeof place === 'number' ? place : undefined;
    return (
      this.#outputs.find((one) => id !== undefined && one.id === id) ??
      this.#outputs.find((one) => index !== undefined && one.index === index) ??
      this.#outputs.findLast(
        (one) =>
          !one.finished &&
          (id === undefined || one.id === undefined) &&
          (index === undefined || one.index === undefined),
      )
    );
  }

  #begin(id: string | undefined, place: unknown): Output {
    const index = typeof place === 'number' ? place : undefined;
    const output: Output = { id, index, announced: undefined, text: '', arguments: '', finished: false };
    this.#outputs.push(output);
    return output;
  }

  /** Whether an item of the whole response was yielded already. */
  #has(raw: unknown): boolean {
    if (!isJsonObject(raw)) return false;
    const id = idOf(raw);
    if (id !== undefined && this.#items.some((item) => item.id === id)) return true;
    const item = readItem(raw);
    if (item === undefined) return false;
    const isSame = 'call_id' in item && !raw.call_id && id === undefined ? sameCall : sameItem;
    return this.#items.some((known) => isSame(known, item));
  }

  #said(text: string): boolean {
    return this.#items.some((item) => item.type === 'message' && essence(item).includes(text.trim()));
  }
}

function shown(type: 'text-delta' | 'reasoning-delta' | 'reasoning-content-delta', text: string): ModelEvent[] {
  return text === '' ? [] : [{ type, text }];
}

const idOf = (item: unknown): string | undefined =>
  isJsonObject(item) && typeof item.id === 'string' ? item.id : undefined;

const messageOf = (text: string): Json => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

/** A key that is equal for two copies of one item, because some servers send items twice. */
function essence(item: ResponseItem): string {
  switch (item.type) {
    case 'message':
      return `message ${item.content.map((part) => ('text' in part ? part.text : '')).join('')}`;
    case 'function_call': {
      const { namespace = '' }: FunctionCall = item;
      return `call ${item.call_id} ${namespace} ${item.name} ${item.arguments}`;
    }
    default: {
      const { id: _, ...rest } = item;
      return JSON.stringify(rest);
    }
  }
}

const sameItem = (a: ResponseItem, b: ResponseItem): boolean => essence(a) === essence(b);

/** For calls without an id from the server. */
const sameCall = (a: ResponseItem, b: ResponseItem): boolean =>
  'call_id' in a &&
  'call_id' in b &&
  sameItem({ ...a, call_id: '' } as ResponseItem, { ...b, call_id: '' } as ResponseItem);

/** Whether the arguments of a call are incomplete. */
function isCutOff(raw: unknown): boolean {
  if (!isJsonObject(raw) || raw.type !== 'function_call') return false;
  if (typeof raw.arguments !== 'string') return raw.arguments === undefined;
  try {
    JSON.parse(raw.arguments);
    return false;
  } catch {
    return true;
  }
}

const responseId = ({ id }: Json) => (typeof id === 'string' && id !== '' ? { responseId: id } : {});

function readUsage(usage: unknown): TokenUsage | null {
  if (!isJsonObject(usage)) return null;
  const count = (of: unknown, key: string): number => {
    const value = isJsonObject(of) ? of[key] : undefined;
    return typeof value === 'number' ? value : 0;
  };
  return {
    input_tokens: count(usage, 'input_tokens'),
    cached_input_tokens: count(usage.input_tokens_details, 'cached_tokens'),
    output_tokens: count(usage, 'output_tokens'),
    reasoning_output_tokens: count(usage.output_tokens_details, 'reasoning_tokens'),
    total_tokens: count(usage, 'total_tokens'),
  };
}

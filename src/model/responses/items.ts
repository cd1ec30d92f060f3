import { randomUUID } from 'node:crypto';
import { ResponseItem } from '../../../protocol/rollout/items.js';
import { readCalledName } from '../../domain/called-name.js';
import { isJsonObject } from '../../domain/json.js';

type Json = Record<string, unknown>;

/**
 * Reads an item of an answer in all forms that servers send (C263): content as plain text, refusals, arguments as an object, calls without
 * an id. Undefined when no part of it can be used.
 */
export function readItem(raw: unknown): ResponseItem | undefined {
  if (!isJsonObject(raw)) return undefined;
  const normal = normalForm(raw);
  const item = normal && ResponseItem().safeParse(normal);
  return item?.success ? item.data : undefined;
}

function normalForm(raw: Json): Json | undefined {
  switch (raw.type ?? (raw.role === undefined ? undefined : 'message')) {
    case 'message':
      return messageForm(raw);
    case 'reasoning':
      return {
        ...raw,
        summary: partsOf(raw.summary, 'summary_text'),
        content: raw.content == null ? null : partsOf(raw.content, 'reasoning_text'),
        encrypted_content: textOf(raw.encrypted_content) ?? null,
      };
    case 'function_call': {
      const { function: nested, ...item } = raw;
      const made = isJsonObject(nested) ? { ...nested, ...item } : item;
      return {
        ...readCalledName(made),
        arguments: made.arguments == null ? '{}' : jsonTextOf(made.arguments),
        call_id: callIdOf(made),
      };
    }
    case 'custom_tool_call':
      return { ...readCalledName(raw), input: jsonTextOf(raw.input), call_id: callIdOf(raw) };
    case 'local_shell_call':
      return { ...raw, status: raw.status ?? 'completed', call_id: callIdOf(raw) };
    default:
      return raw;
  }
}

/** A message without any readable part is dropped, unless it was empty. */
function messageForm(raw: Json): Json | undefined {
  const parts = Array.isArray(raw.content) ? raw.content : raw.content == null ? [] : [raw.content];
  const content = parts.flatMap((part) => contentForm(part) ?? []);
  if (content.length === 0 && parts.length > 0) return undefined;
  return { ...raw, type: 'message', role: textOf(raw.role) ?? 'assistant', content };
}

function contentForm(part: unknown): Json | undefined {
  if (typeof part === 'string') return { type: 'output_text', text: part };
  if (!isJsonObject(part)) return undefined;
  if (part.type === 'output_text' && typeof part.text === 'string') return part;
  const text = textOf(part.refusal) ?? textOf(part.text);
  return text === undefined ? undefined : { type: 'output_text', text };
}

function partsOf(value: unknown, type: string): Json[] {
  const parts = Array.isArray(value) ? value : value == null ? [] : [value];
  return parts.flatMap((part) => {
    if (typeof part === 'string') return [{ type, text: part }];
    if (!isJsonObject(part) || typeof part.text !== 'string') return [];
    return [part.type === type || part.type === 'text' ? part : { type, text: part.text }];
  });
}

const callIdOf = (item: Json): string => textOf(item.call_id) || textOf(item.id) || `call_${randomUUID()}`;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Some servers send the arguments as an object, not as text. */
const jsonTextOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (textOf(value) ?? '');

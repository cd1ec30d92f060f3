import { toUSVString } from 'node:util';
import { isJsonObject, wellFormedValue } from '../../domain/json.js';

type Json = Readonly<Record<string, unknown>>;

/** The requests of ours that a text may answer. */
export interface OpenRequests {
  has(id: number): boolean;
  /** The open request, if there is exactly one. */
  only(): number | undefined;
}

/** The most characters of one message: more than any tool needs, and a limit for our memory. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Deeper values cannot be written again without an overflow of the stack. */
const MAX_DEPTH = 200;
const SHOWN = 200;
/** JSON-RPC codes: the answer cannot be read; the server has an internal error. */
const UNREADABLE = -32700;
const INTERNAL = -32603;

/**
 * The messages in a text of a server, repaired when their meaning is clear: a byte order mark, null members, a missing `jsonrpc`, errors that are a plain
 * text. An answer that cannot be read becomes an error for its request, which would otherwise wait for its time-out (C302). Empty for a text that is not a
 * message: many programs print a greeting. Every text in a message is well-formed.
 */
export function readMessages(text: string, open: OpenRequests): readonly object[] {
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (plain === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (e) {
    const id = plain.startsWith('{') ? idIn(plain, open) : undefined;
    return id === undefined ? [] : [unreadable(id, (e as Error).message)];
  }
  return listOf(value).flatMap((one) => (isJsonObject(one) ? (readMessage(one, plain, open) ?? []) : []));
}

/** An error instead of an answer. */
export const unreadable = (id: number, reason: string): object => ({
  jsonrpc: '2.0',
  id,
  error: { code: UNREADABLE, message: `the answer cannot be read: ${toUSVString(reason).slice(0, SHOWN)}` },
});

function readMessage(message: Json, text: string, open: OpenRequests): object | undefined {
  const isAnswer = typeof message.method !== 'string' || message.result != null || message.error != null;
  const id = isAnswer ? answeredId(message, open) : undefined;
  if (isAnswer && id === undefined) return undefined;
  if (isDeeperThan(message, MAX_DEPTH)) return id === undefined ? undefined : unreadable(id, 'it is nested too deeply');
  const readable = /\\ud[89a-f]/i.test(text) ? (wellFormedValue(message) as Json) : message;
  return id === undefined ? { ...withoutNulls(readable), jsonrpc: '2.0' } : readAnswer(readable, id);
}

/** Undefined for an answer without an open request, such as one that comes too late. */
function answeredId({ id, error }: Json, open: OpenRequests): number | undefined {
  const number = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id;
  if (typeof number === 'number' && open.has(number)) return number;
  // JSON-RPC: a server that could not read the request does not know its id.
  return id == null && error != null ? open.only() : undefined;
}

function readAnswer({ result, error }: Json, id: number): object {
  const jsonrpc = '2.0';
  if (isError(error) && !(isJsonObject(result) && isEmpty(error))) return { jsonrpc, id, error: readError(error) };
  if (isJsonObject(result)) return { jsonrpc, id, result: readResult(result) };
  return unreadable(id, result == null ? 'it has no result' : 'its result is no object');
}

function readError(error: unknown): object {
  if (!isJsonObject(error)) return { code: INTERNAL, message: shown(error) };
  const { code, message, data } = error;
  const number = typeof code === 'string' && code.trim() !== '' ? Number(code) : code;
  return {
    code: Number.isSafeInteger(number) ? number : INTERNAL,
    message: typeof message === 'string' && message !== '' ? message : shown(error),
    ...(data == null ? {} : { data }),
  };
}

/** The answer to `initialize` has a strict form, and null has no meaning in it. */
function readResult(result: Json): object {
  if (!('protocolVersion' in result)) return withoutNulls(result);
  const { capabilities = {}, serverInfo = {}, ...rest } = withoutNullsBelow(result) as Json;
  return { ...rest, capabilities, serverInfo: { name: '', version: '', ...(serverInfo as object) } };
}

/** The id in a text that is not JSON. */
function idIn(text: string, open: OpenRequests): number | undefined {
  const named = /"id"\s*:\s*"?(\d{1,15})\b/.exec(text)?.[1];
  if (named !== undefined) return open.has(Number(named)) ? Number(named) : undefined;
  if (text === '{') return open.only(); // the first line of an answer that is spread over several
  return text.includes('"jsonrpc"') && !text.includes('"method"') ? open.only() : undefined;
}

const isError = (error: unknown): boolean => error != null && error !== false && error !== '';

const isEmpty = (error: unknown): boolean => isJsonObject(error) && Object.keys(error).length === 0;

const shown = (error: unknown): string =>
  (typeof error === 'string' ? error : (JSON.stringify(error) ?? '')).slice(0, SHOWN) || 'unknown error';

function withoutNulls(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

/** The value without the null members of its objects, at any depth. */
export function withoutNullsBelow(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsBelow);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(withoutNulls(value)).map(([key, part]) => [key, withoutNullsBelow(part)]));
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((part) => isDeeperThan(part, depth - 1));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

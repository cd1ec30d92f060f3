import { parseJson } from '../domain/json.js';

/** A request id as JSON text: 64-bit integers must be echoed digit for digit, and a JavaScript number cannot hold them. */
export type IdText = string;

export type Incoming =
  | { kind: 'request'; id: IdText; method: string; params: unknown }
  | { kind: 'notification'; method: string; params: unknown }
  | { kind: 'response'; id: IdText; result: unknown }
  | { kind: 'error'; id: IdText; error: unknown }
  | { kind: 'invalid'; id: IdText | null; code: 'parse_error' | 'invalid_request'; path: string; reason: string };

const I64_MIN = -(2n ** 63n);
const I64_MAX = 2n ** 63n - 1n;

/** Reads one line; the first shape that fits wins (C3), and a line without a fitting shape gives the reason. */
export function parseMessage(line: string): Incoming {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (e) {
    return { kind: 'invalid', id: null, code: 'parse_error', path: '', reason: (e as Error).message };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid(null, 'message', 'expected an object');
  }
  const message = value as Record<string, unknown>;
  const id = 'id' in message ? readId(message.id, line) : undefined;
  if (id === null) return invalid(null, 'id', 'expected a string or a 64-bit integer');
  if (typeof message.method === 'string') {
    return id === undefined
      ? { kind: 'notification', method: message.method, params: message.params }
      : { kind: 'request', id, method: message.method, params: message.params };
  }
  if ('method' in message) return invalid(id ?? null, 'method', 'expected a string');
  if (id === undefined) return invalid(null, 'method', 'missing');
  if ('result' in message) return { kind: 'response', id, result: message.result };
  if ('error' in message) return { kind: 'error', id, error: message.error };
  return invalid(id, 'method', 'missing');
}

function invalid(id: IdText | null, path: string, reason: string): Incoming {
  return { kind: 'invalid', id, code: 'invalid_request', path, reason };
}

/** `null`: not a legal id. */
function readId(id: unknown, line: string): IdText | null {
  if (typeof id === 'string') return JSON.stringify(id);
  if (typeof id !== 'number' || !Number.isInteger(id)) return null;
  if (Number.isSafeInteger(id)) return String(id);
  for (const [, digits] of line.matchAll(/"id"\s*:\s*(-?\d+)/g)) {
    if (Number(digits) !== id) continue;
    const exact = BigInt(digits as string);
    return exact >= I64_MIN && exact <= I64_MAX ? exact.toString() : null;
  }
  return null;
}

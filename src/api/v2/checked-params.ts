import { isAbsolute, resolve } from 'node:path';
import { invalid } from './overrides.js';

/** Checks of params that schemas cannot express. */

/**
 * Paths of clients are absolute where the protocol says so: a relative one would depend on where the server was started. Gives the path without `..`
 * and without a slash at its end, with which the system would follow a link.
 */
export function absolute(path: string, at: string): string {
  if (!isAbsolute(path)) throw invalid(at, `Invalid request: ${at}: expected an absolute path`);
  if (path.includes('\0')) throw invalid(at, 'file name contained an unexpected NUL byte');
  return resolve(path);
}

const NOT_A_SYMBOL = /[^A-Za-z0-9+/]/;
const SYMBOLS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The reason why a text is not base64 with padding, in a form that clients know; undefined when it is. `Buffer.from` would accept any text. */
export function base64Problem(text: string): string | undefined {
  if (text.length % 4 === 1) {
    const last = text.length - 1;
    return NOT_A_SYMBOL.test(text[last] as string)
      ? wrongSymbol('', text, last)
      : `Invalid input length: ${text.length}`;
  }
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const length = text.length - padding;
  const wrong = text.slice(0, length).search(NOT_A_SYMBOL);
  if (wrong >= 0) return wrongSymbol('', text, wrong);
  if ((length + padding) % 4 !== 0) return 'Invalid padding';
  // Bits of the last symbol that belong to no byte.
  const spare = [0, 0, 0b1111, 0b11][length % 4] ?? 0;
  return SYMBOLS.indexOf(text[length - 1] ?? 'A') & spare ? wrongSymbol('last ', text, length - 1) : undefined;
}

const wrongSymbol = (which: string, text: string, at: number): string =>
  `Invalid ${which}symbol ${Buffer.from(text.slice(at, at + 2))[0]}, offset ${Buffer.byteLength(text.slice(0, at))}.`;

import { createHash } from 'node:crypto';

const MAX_BYTES = 64;
const PREFIX = 24;

export interface NamedTool {
  readonly server: string;
  readonly tool: string;
}

/**
 * The names under which the model calls tools, `<server>__<tool>`, in order. Characters that models do not accept become `_` (C128); a name that is too long, or would occur twice, ends in a hash as the reference's long names do (C103).
 */
export function qualify<T extends NamedTool>(tools: readonly T[]): { readonly name: string; readonly of: T }[] {
  const named = new Map<string, T>();
  const seen = new Set<string>();
  const whole = tools.map((of) => ({
    of,
    full: `${of.server}__${of.tool}`,
    key: JSON.stringify([of.server, of.tool]),
  }));
  // Names that can stay come first, so that no changed name takes their place. Two servers can lead to the same name.
  const order = (a: (typeof whole)[number], b: (typeof whole)[number]): number =>
    rank(a.full) - rank(b.full) || compare(a.full, b.full) || compare(a.key, b.key);
  for (const { of, full, key } of whole.sort(order)) {
    if (seen.has(key)) continue; // one server, one name: the first counts
    seen.add(key);
    const legal = mended(full);
    const short = legal.length > MAX_BYTES ? hashed(legal, full) : legal;
    named.set(named.has(short) ? hashed(legal, key) : short, of);
  }
  return [...named].map(([name, of]) => ({ name, of })).sort((a, b) => compare(a.name, b.name));
}

const mended = (name: string): string => name.replace(/[^a-zA-Z0-9_-]/g, '_');

const rank = (name: string): number => (mended(name) === name ? 0 : 1);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function hashed(legal: string, hashOf: string): string {
  return legal.slice(0, PREFIX) + createHash('sha1').update(hashOf).digest('hex');
}

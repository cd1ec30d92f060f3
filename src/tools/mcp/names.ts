import { createHash } from 'node:crypto';

const MAX_BYTES = 64;
const PREFIX = 24;

export interface NamedTool {
  readonly server: string;
  readonly tool: string;
}

/**
 * The names under which the model calls tools, `<server>__<tool>`, in order. Characters that models do not accept become `_` (C128); a name that is too long,
 * or would occur twice, ends in a hash as the reference's long names do (C103).
 */
export function qualify<T extends NamedTool>(tools: readonly T[]): { readonly name: string; readonly of: T }[] {
  const named = new Map<string, T>();
  const seen = new Set<string>();
  const whole = tools.map((of) => ({
    of,
    full: `${of.server}__${of.tool}`,
    key: JSON.stringify([of.server, of.tool]),
  }));
  // Names that need no change come first, so that no changed name takes them. Names of two servers can become the same.
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

/** The namespace and name of a tool for present models (C500). */
export interface Place {
  readonly namespace: string;
  readonly tool: string;
}

/** The namespaces of the servers, and the names of the tools in them, as 0.171 makes them. Each tool is there once. */
export function placed<T extends NamedTool>(tools: readonly T[]): { readonly place: Place; readonly of: T }[] {
  const servers = [...new Set(tools.map(({ server }) => server))];
  const namespaces = unique(servers, 'mcp__');
  return servers.flatMap((server) => {
    const own = tools.filter((one) => one.server === server);
    const names = unique(own.map(({ tool }) => tool));
    return own.flatMap((of) => {
      const [namespace, tool] = [namespaces.get(server), names.get(of.tool)];
      return namespace === undefined || tool === undefined ? [] : [{ of, place: { namespace, tool } }];
    });
  });
}

const HASH = 12;

/** Legal names for all of these; names that are too long, or would occur twice, end in a hash. */
function unique(all: readonly string[], prefix = ''): Map<string, string> {
  const legal = (name: string): string => prefix + name.replace(/[^a-zA-Z0-9_]/g, '_');
  const counts = new Map<string, number>();
  for (const name of all) counts.set(legal(name), (counts.get(legal(name)) ?? 0) + 1);
  const named = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of [...all].sort(compare)) {
    const wanted = legal(name);
    const isFree = counts.get(wanted) === 1 && wanted.length <= MAX_BYTES && !taken.has(wanted);
    const given = isFree ? wanted : shortHashed(wanted, name);
    if (taken.has(given)) continue; // a server can have chosen such a name
    taken.add(given);
    named.set(name, given);
  }
  return named;
}

function shortHashed(legal: string, hashOf: string): string {
  const hash = createHash('sha256').update(hashOf).digest('hex').slice(0, HASH);
  return `${legal.slice(0, MAX_BYTES - HASH - 1)}_${hash}`;
}

const mended = (name: string): string => name.replace(/[^a-zA-Z0-9_-]/g, '_');

const rank = (name: string): number => (mended(name) === name ? 0 : 1);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function hashed(legal: string, hashOf: string): string {
  return legal.slice(0, PREFIX) + createHash('sha1').update(hashOf).digest('hex');
}

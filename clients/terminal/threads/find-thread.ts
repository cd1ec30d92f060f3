import type { v2 } from '../../../generated-types/index.js';
import { type Client, RequestError } from '../../library/index.js';
import { shortened, visible, visibleLine } from '../visible.js';
import { everyThread } from './list-threads.js';

/** Where to search: `stored` means conversations that are not archived. */
export type Scope = 'stored' | 'archived' | 'both';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** For an ambiguous word, at most this many are shown. */
const SHOWN = 10;
const TITLE_LENGTH = 80;

/**
 * The thread that a user means: by its id, by the name that the user has given it, or by the beginning of its id. Rejects with an error for the user when
 * there is none, or more than one.
 */
export async function findThread(client: Client, wanted: string, scope: Scope = 'both'): Promise<v2.Thread> {
  if (wanted === '') throw new Error('an id or a name must not be empty');
  const found = UUID.test(wanted) ? await byId(client, wanted) : await byNameOrPrefix(client, wanted, scope);
  const [first] = found;
  if (first === undefined) throw new Error(await unknown(client, wanted, scope));
  if (found.length > 1) throw new Error(ambiguous(wanted, found));
  return first;
}

async function byId(client: Client, threadId: string): Promise<v2.Thread[]> {
  try {
    return [(await client.request('thread/read', { threadId, includeTurns: false })).thread];
  } catch (e) {
    if (e instanceof RequestError && codeOf(e) === 'rollout_not_found') return [];
    throw e;
  }
}

const codeOf = ({ data }: RequestError): unknown => (data as { code?: unknown } | undefined)?.code;

/** A name counts before the beginning of an id. */
async function byNameOrPrefix(client: Client, wanted: string, scope: Scope): Promise<v2.Thread[]> {
  const named: v2.Thread[] = [];
  const begun: v2.Thread[] = [];
  for (const archived of scope === 'both' ? [false, true] : [scope === 'archived']) {
    for await (const thread of everyThread(client, { archived })) {
      if (thread.name === wanted) named.push(thread);
      else if (thread.id.startsWith(wanted.toLowerCase())) begun.push(thread);
    }
  }
  return named.length > 0 ? named : begun;
}

async function unknown(client: Client, wanted: string, scope: Scope): Promise<string> {
  const what = `no conversation has the id or the name ${visible(wanted)}`;
  if (scope === 'both') return what;
  const elsewhere = await byNameOrPrefix(client, wanted, scope === 'stored' ? 'archived' : 'stored');
  if (elsewhere.length === 0) return what;
  return scope === 'stored' ? `${visible(wanted)} is archived` : `${visible(wanted)} is not archived`;
}

function ambiguous(wanted: string, found: readonly v2.Thread[]): string {
  const lines = found.slice(0, SHOWN).map((thread) => `  ${thread.id}  ${titleOf(thread)}`);
  const more = found.length > SHOWN ? [`  and ${found.length - SHOWN} more`] : [];
  return [`${visible(wanted)} can be one of these; write more of the id:`, ...lines, ...more].join('\n');
}

/** Its name, or the beginning of its first message, in one line. */
export const titleOf = ({ name, preview }: Pick<v2.Thread, 'name' | 'preview'>): string =>
  shortened(visibleLine(name ?? preview), TITLE_LENGTH);

import type { search, ThreadSearchResult } from '../../../protocol/v2/search.js';
import type { ConversationSummary } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { optionsOf, pageSize, row } from './list-threads.js';
import { invalid } from './overrides.js';

export const searchHandlers = {
  /** Searches the messages themselves: what was said a moment ago is found, and what was taken back is not. */
  async 'thread/search'(api, params, { signal }) {
    const term = params.searchTerm.trim();
    if (term === '') throw invalid('params.searchTerm', 'thread/search requires a non-empty searchTerm');
    const limit = pageSize(params.limit);
    const options = { ...optionsOf({ ...params, searchTerm: null }), saying: term };
    const data: ThreadSearchResult[] = [];
    let cursor = params.cursor ?? undefined;
    do {
      signal.throwIfAborted();
      const page = await api.conversations.list(limit - data.length, cursor, options);
      for (const summary of page.items) data.push(...(await resultOf(api, summary, term)));
      cursor = page.nextCursor;
    } while (cursor !== undefined && data.length < limit);
    return { data, nextCursor: cursor ?? null, backwardsCursor: null };
  },
} satisfies Handlers<Pick<typeof search, 'thread/search'>, Api>;

/** None when what has the term was taken back, or the conversation cannot be read. */
async function resultOf(api: Api, summary: ConversationSummary, term: string): Promise<ThreadSearchResult[]> {
  const { location } = summary;
  const message = summary.message ?? (await api.conversations.messageSaying(location, term).catch(() => undefined));
  return message === undefined ? [] : [{ thread: row(api, summary), snippet: snippetOf(message, term) }];
}

/** Characters around what was found. */
const BEFORE = 48;
const AFTER = 96;

function snippetOf(text: string, term: string): string {
  const at = Math.max(text.toLowerCase().indexOf(term.toLowerCase()), 0);
  const [from, to] = [at - BEFORE, at + term.length + AFTER];
  const shown = text.slice(Math.max(from, 0), to).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  const line = shown.replace(/\s+/g, ' ').trim();
  return [...(from > 0 ? ['...'] : []), line, ...(to < text.length ? ['...'] : [])].join(' ');
}

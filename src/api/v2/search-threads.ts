import type {
  search,
  ThreadSearchParams,
  ThreadSearchResponse,
  ThreadSearchResult,
} from '../../../protocol/v2/search.js';
import type { ConversationSummary } from '../../core/ports/index.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { requestId } from './cancellable.js';
import { invalidParams } from './known-processes.js';
import { optionsOf, pageSize, row } from './list-threads.js';
import { invalid } from './overrides.js';

/** Bytes of a term that is searched with reports. */
const MAX_STREAM_TERM = 65_536;

type Methods = Pick<typeof search, keyof typeof search & ('thread/search' | `thread/search/${string}`)>;

export const searchHandlers = {
  'thread/search'(api, params, call) {
    return answered(api, params, call);
  },

  'thread/search/stream'(api, params, call) {
    if (Buffer.byteLength(params.searchTerm.trim()) > MAX_STREAM_TERM)
      throw invalidParams(`thread/search/stream searchTerm exceeds ${MAX_STREAM_TERM} UTF-8 bytes`);
    const id = requestId(call);
    return answered(api, params, call, (result) => {
      // The reply repeats the result, so a client with much unread output gets it only once.
      if (api.threads.caughtUp() === undefined)
        api.threads.notify('thread/search/partial', { requestId: id, data: [result] });
    });
  },

  'thread/search/cancel': ({ threads }, { requestId: id }) => {
    threads.cancellable.cancel('thread/search', id);
    return {};
  },

  'thread/search/stream/cancel': ({ threads }, { requestId: id }) => {
    threads.cancellable.cancel('thread/search/stream', id);
    return {};
  },
} satisfies Handlers<Methods, Api>;

/** Searches the messages themselves: new messages are found at once, and messages that were taken back are not found. */
function answered(
  api: Api,
  params: ThreadSearchParams,
  call: Call,
  report?: (result: ThreadSearchResult) => void,
): Promise<ThreadSearchResponse> {
  const term = params.searchTerm.trim();
  if (term === '') throw invalid('params.searchTerm', 'thread/search requires a non-empty searchTerm');
  return api.threads.cancellable.run(call, 'thread search cancelled', (signal) =>
    pageOfResults(api, params, { term, signal, report }),
  );
}

interface Search {
  readonly term: string;
  readonly signal: AbortSignal;
  /** Called for each certain result as soon as it is found. */
  readonly report: ((result: ThreadSearchResult) => void) | undefined;
}

async function pageOfResults(
  api: Api,
  params: ThreadSearchParams,
  { term, signal, report }: Search,
): Promise<ThreadSearchResponse> {
  const limit = pageSize(params.limit);
  const onFound =
    report &&
    ((summary: ConversationSummary) => {
      if (summary.message !== undefined) report(resultOf(api, summary, summary.message, term));
    });
  const options = { ...optionsOf({ ...params, searchTerm: null }), saying: term, signal, onFound };
  const data: ThreadSearchResult[] = [];
  let cursor = params.cursor ?? undefined;
  do {
    signal.throwIfAborted();
    const page = await api.conversations.list(limit - data.length, cursor, options);
    for (const summary of page.items) {
      const message = await messageIn(api, summary, term, signal);
      if (message !== undefined) data.push(resultOf(api, summary, message, term));
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined && data.length < limit);
  return { data, nextCursor: cursor ?? null, backwardsCursor: null };
}

/** None when the message with the term was taken back, or the conversation cannot be read. */
async function messageIn(
  api: Api,
  { message, location }: ConversationSummary,
  term: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (message !== undefined) return message;
  const found = await api.conversations.stored.messageSaying(location, term, signal).catch(() => undefined);
  signal.throwIfAborted();
  return found;
}

const resultOf = (api: Api, summary: ConversationSummary, message: string, term: string): ThreadSearchResult => ({
  thread: row(api, summary),
  snippet: snippetOf(message, term),
});

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

import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { ITEM_ID, THREAD, THREAD_ID, TURN_ID, WORKSPACE } from './examples.js';
import { RequestId } from './json.js';
import { named } from './named.js';
import { Thread } from './thread-objects.js';
import { ThreadSourceKind } from './thread-reads.js';
import { SortDirection } from './threads.js';

export const FuzzyFileSearchParams = named('FuzzyFileSearchParams', 'Params of `fuzzyFileSearch`.', () =>
  z.object({ query: z.string(), roots: z.array(z.string()), cancellationToken: z.string().nullish() }),
);
export type FuzzyFileSearchParams = Infer<typeof FuzzyFileSearchParams>;

export const FuzzyFileSearchMatchType = named('FuzzyFileSearchMatchType', 'What was found.', () =>
  z.enum(['file', 'directory']),
);
export type FuzzyFileSearchMatchType = Infer<typeof FuzzyFileSearchMatchType>;

export const FuzzyFileSearchResult = named(
  'FuzzyFileSearchResult',
  'A path that fits the query; `indices` are the characters that fit.',
  () =>
    z.object({
      root: z.string(),
      path: z.string(),
      match_type: FuzzyFileSearchMatchType(),
      file_name: z.string(),
      score: z.int(),
      indices: z.array(z.int()).nullable(),
    }),
);
export type FuzzyFileSearchResult = Infer<typeof FuzzyFileSearchResult>;

export const FuzzyFileSearchResponse = named('FuzzyFileSearchResponse', 'Result of `fuzzyFileSearch`.', () =>
  z.object({ files: z.array(FuzzyFileSearchResult()) }),
);
export type FuzzyFileSearchResponse = Infer<typeof FuzzyFileSearchResponse>;

export const FuzzyFileSearchSessionStartParams = named(
  'FuzzyFileSearchSessionStartParams',
  'Params of `fuzzyFileSearch/sessionStart`.',
  () => z.object({ sessionId: z.string(), roots: z.array(z.string()) }),
);
export type FuzzyFileSearchSessionStartParams = Infer<typeof FuzzyFileSearchSessionStartParams>;

export const FuzzyFileSearchSessionStartResponse = named(
  'FuzzyFileSearchSessionStartResponse',
  'Result of `fuzzyFileSearch/sessionStart`.',
  () => z.object({}),
);
export type FuzzyFileSearchSessionStartResponse = Infer<typeof FuzzyFileSearchSessionStartResponse>;

export const FuzzyFileSearchSessionUpdateParams = named(
  'FuzzyFileSearchSessionUpdateParams',
  'Params of `fuzzyFileSearch/sessionUpdate`.',
  () => z.object({ sessionId: z.string(), query: z.string() }),
);
export type FuzzyFileSearchSessionUpdateParams = Infer<typeof FuzzyFileSearchSessionUpdateParams>;

export const FuzzyFileSearchSessionUpdateResponse = named(
  'FuzzyFileSearchSessionUpdateResponse',
  'Result of `fuzzyFileSearch/sessionUpdate`.',
  () => z.object({}),
);
export type FuzzyFileSearchSessionUpdateResponse = Infer<typeof FuzzyFileSearchSessionUpdateResponse>;

export const FuzzyFileSearchSessionStopParams = named(
  'FuzzyFileSearchSessionStopParams',
  'Params of `fuzzyFileSearch/sessionStop`.',
  () => z.object({ sessionId: z.string() }),
);
export type FuzzyFileSearchSessionStopParams = Infer<typeof FuzzyFileSearchSessionStopParams>;

export const FuzzyFileSearchSessionStopResponse = named(
  'FuzzyFileSearchSessionStopResponse',
  'Result of `fuzzyFileSearch/sessionStop`.',
  () => z.object({}),
);
export type FuzzyFileSearchSessionStopResponse = Infer<typeof FuzzyFileSearchSessionStopResponse>;

export const ThreadSearchSortKey = named('ThreadSearchSortKey', 'What found threads are sorted by.', () =>
  z.enum(['created_at', 'updated_at', 'recency_at']),
);
export type ThreadSearchSortKey = Infer<typeof ThreadSearchSortKey>;

export const ThreadSearchParams = named('ThreadSearchParams', 'Params of `thread/search`.', () =>
  z.object({
    includeAttachedThreads: z.boolean().nullish(),
    currentAccountOnly: z.boolean().nullish(),
    cursor: z.string().nullish(),
    limit: z.int().nullish(),
    sortKey: ThreadSearchSortKey().nullish(),
    sortDirection: SortDirection().nullish(),
    sourceKinds: z.array(ThreadSourceKind()).nullish(),
    archived: z.boolean().nullish(),
    searchTerm: z.string(),
  }),
);
export type ThreadSearchParams = Infer<typeof ThreadSearchParams>;

export const ThreadSearchResult = named(
  'ThreadSearchResult',
  'A thread that has the searched words, and a part of the text around them.',
  () => z.object({ thread: Thread(), snippet: z.string() }),
);
export type ThreadSearchResult = Infer<typeof ThreadSearchResult>;

export const ThreadSearchResponse = named('ThreadSearchResponse', 'Result of `thread/search`.', () =>
  z.object({
    data: z.array(ThreadSearchResult()),
    nextCursor: z.string().nullable(),
    backwardsCursor: z.string().nullable(),
  }),
);
export type ThreadSearchResponse = Infer<typeof ThreadSearchResponse>;

export const ThreadSearchCancelParams = named(
  'ThreadSearchCancelParams',
  'Params of `thread/search/cancel` and `thread/search/stream/cancel`.',
  () => z.object({ requestId: RequestId() }),
);
export type ThreadSearchCancelParams = Infer<typeof ThreadSearchCancelParams>;

export const ThreadSearchCancelResponse = named(
  'ThreadSearchCancelResponse',
  'Result of `thread/search/cancel` and `thread/search/stream/cancel`.',
  () => z.object({}),
);
export type ThreadSearchCancelResponse = Infer<typeof ThreadSearchCancelResponse>;

export const ThreadSearchPartialNotification = named(
  'ThreadSearchPartialNotification',
  'Params of `thread/search/partial`.',
  () => z.object({ requestId: RequestId(), data: z.array(ThreadSearchResult()) }),
);
export type ThreadSearchPartialNotification = Infer<typeof ThreadSearchPartialNotification>;

export const ThreadSearchOccurrencesParams = named(
  'ThreadSearchOccurrencesParams',
  'Params of `thread/searchOccurrences`.',
  () =>
    z.object({ threadId: z.string(), searchTerm: z.string(), cursor: z.string().nullish(), limit: z.int().nullish() }),
);
export type ThreadSearchOccurrencesParams = Infer<typeof ThreadSearchOccurrencesParams>;

export const ThreadSearchTextRange = named('ThreadSearchTextRange', 'A part of a text.', () =>
  z.object({ start: z.int(), end: z.int() }),
);
export type ThreadSearchTextRange = Infer<typeof ThreadSearchTextRange>;

export const ThreadSearchOccurrence = named('ThreadSearchOccurrence', 'One place with the searched words.', () =>
  z.object({
    turnId: z.string(),
    itemId: z.string(),
    snippet: z.string(),
    snippetMatchRange: ThreadSearchTextRange(),
    turnCursor: z.string(),
  }),
);
export type ThreadSearchOccurrence = Infer<typeof ThreadSearchOccurrence>;

export const ThreadSearchOccurrencesResponse = named(
  'ThreadSearchOccurrencesResponse',
  'Result of `thread/searchOccurrences`.',
  () => z.object({ data: z.array(ThreadSearchOccurrence()), nextCursor: z.string().nullable() }),
);
export type ThreadSearchOccurrencesResponse = Infer<typeof ThreadSearchOccurrencesResponse>;

export const FuzzyFileSearchSessionUpdatedNotification = named(
  'FuzzyFileSearchSessionUpdatedNotification',
  'Params of `fuzzyFileSearch/sessionUpdated`.',
  () => z.object({ sessionId: z.string(), query: z.string(), files: z.array(FuzzyFileSearchResult()) }),
);
export type FuzzyFileSearchSessionUpdatedNotification = Infer<typeof FuzzyFileSearchSessionUpdatedNotification>;

export const FuzzyFileSearchSessionCompletedNotification = named(
  'FuzzyFileSearchSessionCompletedNotification',
  'Params of `fuzzyFileSearch/sessionCompleted`.',
  () => z.object({ sessionId: z.string() }),
);
export type FuzzyFileSearchSessionCompletedNotification = Infer<typeof FuzzyFileSearchSessionCompletedNotification>;

export const search = family({
  fuzzyFileSearch: request({
    doc: 'Finds files whose paths fit a query.',
    stability: 'stable',
    params: FuzzyFileSearchParams,
    result: FuzzyFileSearchResponse,
    errors: [],

    beside: true,
    example: {
      params: { query: 'dia', roots: [WORKSPACE], cancellationToken: null },
      result: {
        files: [
          {
            root: WORKSPACE,
            path: 'diary.md',
            match_type: 'file',
            file_name: 'diary.md',
            score: 98,
            indices: [0, 1, 2],
          },
        ],
      },
    },
  }),
  'fuzzyFileSearch/sessionStart': request({
    doc: 'Begins a search whose query changes while the user types.',
    stability: 'experimental',
    params: FuzzyFileSearchSessionStartParams,
    result: FuzzyFileSearchSessionStartResponse,
    errors: ['io_error'],

    example: { params: { sessionId: 's1', roots: [WORKSPACE] }, result: {} },
  }),
  'fuzzyFileSearch/sessionUpdate': request({
    doc: 'Changes the query of a search.',
    stability: 'experimental',
    params: FuzzyFileSearchSessionUpdateParams,
    result: FuzzyFileSearchSessionUpdateResponse,
    errors: [],

    order:
      '`fuzzyFileSearch/sessionUpdated` follows, perhaps several times, and `sessionCompleted` last. Only the last query is answered.',
    example: { params: { sessionId: 's1', query: 'dia' }, result: {} },
  }),
  'fuzzyFileSearch/sessionStop': request({
    doc: 'Ends a search.',
    stability: 'experimental',
    params: FuzzyFileSearchSessionStopParams,
    result: FuzzyFileSearchSessionStopResponse,
    errors: [],

    example: { params: { sessionId: 's1' }, result: {} },
  }),
  'thread/search': request({
    doc: 'Finds threads by the words of their messages.',
    stability: 'experimental',
    params: ThreadSearchParams,
    result: ThreadSearchResponse,
    errors: ['io_error', 'request_cancelled'],

    beside: true,
    example: {
      params: { searchTerm: 'roses' },
      result: { data: [{ thread: THREAD, snippet: 'Water the roses' }], nextCursor: null, backwardsCursor: null },
    },
  }),
  'thread/search/stream': request({
    doc: 'The same as `thread/search`, and reports results before the search has ended.',
    stability: 'experimental',
    params: ThreadSearchParams,
    result: ThreadSearchResponse,
    errors: ['invalid_params', 'io_error', 'request_cancelled'],

    beside: true,
    order: '`thread/search/partial` may come before the reply, and never after it.',
    example: {
      params: { searchTerm: 'roses' },
      result: { data: [{ thread: THREAD, snippet: 'Water the roses' }], nextCursor: null, backwardsCursor: null },
    },
  }),
  'thread/search/cancel': request({
    doc: 'Ends a `thread/search` of this connection, which is then answered with an error. An unknown id is no error.',
    stability: 'experimental',
    params: ThreadSearchCancelParams,
    result: ThreadSearchCancelResponse,
    errors: [],

    example: { params: { requestId: 7 }, result: {} },
  }),
  'thread/search/stream/cancel': request({
    doc: 'Ends a `thread/search/stream` of this connection, which is then answered with an error. An unknown id is no error.',
    stability: 'experimental',
    params: ThreadSearchCancelParams,
    result: ThreadSearchCancelResponse,
    errors: [],

    example: { params: { requestId: 7 }, result: {} },
  }),
  'thread/searchOccurrences': request({
    doc: 'Finds the places in one thread with the searched words, oldest message first.',
    stability: 'experimental',
    params: ThreadSearchOccurrencesParams,
    result: ThreadSearchOccurrencesResponse,
    errors: ['rollout_not_found', 'rollout_unreadable', 'rollout_invalid', 'io_error'],

    beside: true,
    example: {
      params: { threadId: THREAD_ID, searchTerm: 'roses' },
      result: {
        data: [
          {
            turnId: TURN_ID,
            itemId: ITEM_ID,
            snippet: 'Water the roses',
            snippetMatchRange: { start: 10, end: 15 },
            turnCursor: `{"turnId":"${TURN_ID}","includeAnchor":true}`,
          },
        ],
        nextCursor: null,
      },
    },
  }),
});

export const searchNotifications = {
  'thread/search/partial': notification({
    doc: 'Some threads that a `thread/search/stream` has found so far. The reply has the whole page, and may not have all of these.',
    stability: 'experimental',
    params: ThreadSearchPartialNotification,

    example: { params: { requestId: 7, data: [{ thread: THREAD, snippet: 'Water the roses' }] } },
  }),
  'fuzzyFileSearch/sessionUpdated': notification({
    doc: 'What a search has found so far.',
    stability: 'stable',
    params: FuzzyFileSearchSessionUpdatedNotification,

    example: { params: { sessionId: 's1', query: 'dia', files: [] } },
  }),
  'fuzzyFileSearch/sessionCompleted': notification({
    doc: 'A search has ended.',
    stability: 'stable',
    params: FuzzyFileSearchSessionCompletedNotification,

    example: { params: { sessionId: 's1' } },
  }),
};

import * as z from 'zod';
import { family, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { ANSWER, BEGAN_MS, ENDED_MS, THREAD, THREAD_ID, TURN, TURN_ID, WORKSPACE } from './examples.js';
import { ThreadItem } from './items.js';
import { named } from './named.js';
import { THREAD_SOURCE_KINDS } from './source-kinds.js';
import { Thread, ThreadReadState, Turn, TurnItemsView } from './thread-objects.js';
import { SortDirection } from './threads.js';

export const ThreadReadParams = named('ThreadReadParams', 'Params of `thread/read`.', () =>
  z.object({ threadId: z.string(), includeTurns: z.boolean().nullish() }),
);
export type ThreadReadParams = Infer<typeof ThreadReadParams>;

export const ThreadReadResponse = named('ThreadReadResponse', 'Result of `thread/read`.', () =>
  z.object({ thread: Thread(), readState: ThreadReadState().nullable() }),
);
export type ThreadReadResponse = Infer<typeof ThreadReadResponse>;

export const ThreadSortKey = named('ThreadSortKey', 'What a list of threads is sorted by.', () =>
  z.enum(['created_at', 'updated_at', 'recency_at', 'section_position']),
);
export type ThreadSortKey = Infer<typeof ThreadSortKey>;

export const ThreadSourceKind = named('ThreadSourceKind', 'A kind of origin, for filters.', () =>
  z.enum(THREAD_SOURCE_KINDS),
);
export type ThreadSourceKind = Infer<typeof ThreadSourceKind>;

export const ThreadListParams = named('ThreadListParams', 'Params of `thread/list`.', () =>
  z.object({
    includeAttachedThreads: z.boolean().nullish(),
    currentAccountOnly: z.boolean().nullish(),
    cursor: z.string().nullish(),
    limit: z.int().nullish(),
    includedThreadIds: z.array(z.string()).nullish(),
    excludedThreadIds: z.array(z.string()).nullish(),
    sortKey: ThreadSortKey().nullish(),
    sortDirection: SortDirection().nullish(),
    modelProviders: z.array(z.string()).nullish(),
    sourceKinds: z.array(ThreadSourceKind()).nullish(),
    originators: z.array(z.string()).nullish(),
    archived: z.boolean().nullish(),
    sectionId: z.string().nullish(),
    projectId: z.string().nullish(),
    cwd: z.union([z.string(), z.array(z.string())]).nullish(),
    useStateDbOnly: z.boolean().nullish(),
    searchTerm: z.string().nullish(),
    parentThreadId: z.string().nullish(),
    ancestorThreadId: z.string().nullish(),
    attachedToThreadId: z.string().nullish(),
  }),
);
export type ThreadListParams = Infer<typeof ThreadListParams>;

export const ThreadListResponse = named('ThreadListResponse', 'Result of `thread/list`.', () =>
  z.object({
    data: z.array(Thread()),
    readStates: z.record(z.string(), ThreadReadState()).nullable(),
    nextCursor: z.string().nullable(),
    backwardsCursor: z.string().nullable(),
  }),
);
export type ThreadListResponse = Infer<typeof ThreadListResponse>;

export const ThreadLoadedListParams = named('ThreadLoadedListParams', 'Params of `thread/loaded/list`.', () =>
  z.object({ cursor: z.string().nullish(), limit: z.int().nullish() }),
);
export type ThreadLoadedListParams = Infer<typeof ThreadLoadedListParams>;

export const ThreadLoadedListResponse = named('ThreadLoadedListResponse', 'Result of `thread/loaded/list`.', () =>
  z.object({ data: z.array(z.string()), nextCursor: z.string().nullable() }),
);
export type ThreadLoadedListResponse = Infer<typeof ThreadLoadedListResponse>;

export const ThreadTurnsListParams = named('ThreadTurnsListParams', 'Params of `thread/turns/list`.', () =>
  z.object({
    threadId: z.string(),
    cursor: z.string().nullish(),
    limit: z.int().nullish(),
    sortDirection: SortDirection().nullish(),
    itemsView: TurnItemsView().nullish(),
  }),
);
export type ThreadTurnsListParams = Infer<typeof ThreadTurnsListParams>;

export const ThreadTurnsListResponse = named('ThreadTurnsListResponse', 'Result of `thread/turns/list`.', () =>
  z.object({ data: z.array(Turn()), nextCursor: z.string().nullable(), backwardsCursor: z.string().nullable() }),
);
export type ThreadTurnsListResponse = Infer<typeof ThreadTurnsListResponse>;

export const ThreadItemsListAnchor = named('ThreadItemsListAnchor', 'Where a page of items begins.', () =>
  z.object({ type: z.literal('item'), itemId: z.string() }),
);
export type ThreadItemsListAnchor = Infer<typeof ThreadItemsListAnchor>;

export const ThreadItemsListCursor = named('ThreadItemsListCursor', 'A place in the items of a thread.', () =>
  z.union([z.string(), ThreadItemsListAnchor()]),
);
export type ThreadItemsListCursor = Infer<typeof ThreadItemsListCursor>;

export const ThreadItemOutputDeferral = named(
  'ThreadItemOutputDeferral',
  'Which long outputs are left out of a page.',
  () => z.object({ commandExecution: z.boolean().nullish(), mcpToolCall: z.boolean().nullish() }),
);
export type ThreadItemOutputDeferral = Infer<typeof ThreadItemOutputDeferral>;

export const ThreadItemsListParams = named('ThreadItemsListParams', 'Params of `thread/items/list`.', () =>
  z.object({
    threadId: z.string(),
    turnId: z.string().nullish(),
    cursor: ThreadItemsListCursor().nullish(),
    limit: z.int().nullish(),
    sortDirection: SortDirection().nullish(),
    deferOutput: ThreadItemOutputDeferral().nullish(),
  }),
);
export type ThreadItemsListParams = Infer<typeof ThreadItemsListParams>;

export const ThreadItemEntry = named('ThreadItemEntry', 'An item of a thread and the turn that it belongs to.', () =>
  z.object({
    turnId: z.string(),
    item: ThreadItem(),
    outputDeferred: z.boolean().optional(),
    startedAtMs: z.int().nullable(),
    completedAtMs: z.int().nullable(),
  }),
);
export type ThreadItemEntry = Infer<typeof ThreadItemEntry>;

export const ThreadItemsListResponse = named('ThreadItemsListResponse', 'Result of `thread/items/list`.', () =>
  z.object({
    data: z.array(ThreadItemEntry()),
    nextCursor: z.string().nullable(),
    backwardsCursor: z.string().nullable(),
  }),
);
export type ThreadItemsListResponse = Infer<typeof ThreadItemsListResponse>;

export const ThreadItemsReadParams = named('ThreadItemsReadParams', 'Params of `thread/items/read`.', () =>
  z.object({ threadId: z.string(), turnId: z.string(), itemIds: z.array(z.string()).describe('1 to 100 ids.') }),
);
export type ThreadItemsReadParams = Infer<typeof ThreadItemsReadParams>;

export const ThreadItemsReadResponse = named('ThreadItemsReadResponse', 'Result of `thread/items/read`.', () =>
  z.object({ data: z.array(ThreadItemEntry()) }),
);
export type ThreadItemsReadResponse = Infer<typeof ThreadItemsReadResponse>;

export const threadReads = family({
  'thread/read': request({
    doc: 'Reads a thread without loading it, archived ones too.',
    stability: 'stable',
    params: ThreadReadParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadReadResponse,
    errors: ['rollout_not_found', 'rollout_unreadable', 'rollout_invalid', 'io_error'],

    beside: true,
    example: {
      params: { threadId: THREAD_ID, includeTurns: true },
      result: { thread: { ...THREAD, turns: [TURN] }, readState: null },
    },
  }),
  'thread/list': request({
    doc: 'Lists recorded threads a page at a time. Without `modelProviders` it lists those of all providers.',
    stability: 'stable',
    params: ThreadListParams,
    result: ThreadListResponse,
    errors: ['project_not_found', 'io_error'],
    experimentalFields: [
      'includeAttachedThreads',
      'projectId',
      'parentThreadId',
      'ancestorThreadId',
      'attachedToThreadId',
    ],
    beside: true,
    example: {
      params: { limit: 1, cwd: WORKSPACE },
      result: { data: [THREAD], readStates: null, nextCursor: null, backwardsCursor: null },
    },
  }),
  'thread/loaded/list': request({
    doc: 'Lists the ids of the threads that are loaded.',
    stability: 'stable',
    params: ThreadLoadedListParams,
    result: ThreadLoadedListResponse,
    errors: [],

    example: { params: {}, result: { data: [THREAD_ID], nextCursor: null } },
  }),
  'thread/turns/list': request({
    doc: 'Lists the turns of a thread a page at a time, newest first by default.',
    stability: 'stable',
    params: ThreadTurnsListParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadTurnsListResponse,
    errors: ['rollout_not_found', 'rollout_unreadable', 'rollout_invalid', 'io_error'],

    beside: true,
    example: {
      params: { threadId: THREAD_ID, limit: 20, itemsView: 'full' },
      result: { data: [TURN], nextCursor: null, backwardsCursor: null },
    },
  }),
  'thread/items/list': request({
    doc: 'Lists the items of a thread a page at a time, oldest first by default.',
    stability: 'stable',
    params: ThreadItemsListParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadItemsListResponse,
    errors: ['rollout_not_found', 'rollout_unreadable', 'rollout_invalid', 'io_error'],

    beside: true,
    example: {
      params: { threadId: THREAD_ID, limit: 50 },
      result: {
        data: [{ turnId: TURN_ID, item: ANSWER, startedAtMs: BEGAN_MS, completedAtMs: ENDED_MS }],
        nextCursor: null,
        backwardsCursor: null,
      },
    },
  }),
  'thread/items/read': request({
    doc: 'Reads some items of one turn, in the order of the turn. Ids that the turn does not have are left out.',
    stability: 'experimental',
    params: ThreadItemsReadParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadItemsReadResponse,
    errors: ['rollout_not_found', 'rollout_unreadable', 'rollout_invalid', 'io_error'],

    beside: true,
    example: {
      params: { threadId: THREAD_ID, turnId: TURN_ID, itemIds: [ANSWER.id] },
      result: { data: [{ turnId: TURN_ID, item: ANSWER, startedAtMs: BEGAN_MS, completedAtMs: ENDED_MS }] },
    },
  }),
});

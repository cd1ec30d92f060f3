import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import type { Infer } from '../schema.js';
import { INPUT, RUNNING_TURN, THREAD_ID } from './examples.js';
import { named } from './named.js';
import { Turn } from './thread-objects.js';
import { UserInput } from './user-input.js';

export const ThreadQueueAddParams = named('ThreadQueueAddParams', 'Params of `thread/queue/add`.', () =>
  z.object({
    threadId: z.string(),
    input: z.array(UserInput()),
    clientUserMessageId: z.string(),
    responsesapiClientMetadata: z.record(z.string(), z.string()).nullish(),
    ...idempotencyKey(),
  }),
);
export type ThreadQueueAddParams = Infer<typeof ThreadQueueAddParams>;

export const QueuedSubmission = named('QueuedSubmission', 'An input that waits for the running turn to end.', () =>
  z.object({
    id: z.string(),
    input: z.array(UserInput()),
    clientUserMessageId: z.string(),
    responsesapiClientMetadata: z.record(z.string(), z.string()).nullable(),
  }),
);
export type QueuedSubmission = Infer<typeof QueuedSubmission>;

export const ThreadQueueAddResponse = named('ThreadQueueAddResponse', 'Result of `thread/queue/add`.', () =>
  z.object({ queuedSubmission: QueuedSubmission() }),
);
export type ThreadQueueAddResponse = Infer<typeof ThreadQueueAddResponse>;

export const ThreadQueueListParams = named('ThreadQueueListParams', 'Params of `thread/queue/list`.', () =>
  z.object({ threadId: z.string(), cursor: z.string().nullish(), limit: z.int().nullish() }),
);
export type ThreadQueueListParams = Infer<typeof ThreadQueueListParams>;

export const ThreadQueueListResponse = named('ThreadQueueListResponse', 'Result of `thread/queue/list`.', () =>
  z.object({ data: z.array(QueuedSubmission()), nextCursor: z.string().nullable() }),
);
export type ThreadQueueListResponse = Infer<typeof ThreadQueueListResponse>;

export const ThreadQueueUpdateParams = named('ThreadQueueUpdateParams', 'Params of `thread/queue/update`.', () =>
  z.object({
    threadId: z.string(),
    queuedSubmissionId: z.string(),
    input: z.array(UserInput()),
    responsesapiClientMetadata: z.record(z.string(), z.string()).nullish(),
  }),
);
export type ThreadQueueUpdateParams = Infer<typeof ThreadQueueUpdateParams>;

export const ThreadQueueUpdateResponse = named('ThreadQueueUpdateResponse', 'Result of `thread/queue/update`.', () =>
  z.object({ queuedSubmission: QueuedSubmission() }),
);
export type ThreadQueueUpdateResponse = Infer<typeof ThreadQueueUpdateResponse>;

export const ThreadQueueDeleteParams = named('ThreadQueueDeleteParams', 'Params of `thread/queue/delete`.', () =>
  z.object({ threadId: z.string(), queuedSubmissionId: z.string() }),
);
export type ThreadQueueDeleteParams = Infer<typeof ThreadQueueDeleteParams>;

export const ThreadQueueDeleteResponse = named('ThreadQueueDeleteResponse', 'Result of `thread/queue/delete`.', () =>
  z.object({ deleted: z.boolean() }),
);
export type ThreadQueueDeleteResponse = Infer<typeof ThreadQueueDeleteResponse>;

export const ThreadQueueReorderParams = named('ThreadQueueReorderParams', 'Params of `thread/queue/reorder`.', () =>
  z.object({ threadId: z.string(), queuedSubmissionIds: z.array(z.string()) }),
);
export type ThreadQueueReorderParams = Infer<typeof ThreadQueueReorderParams>;

export const ThreadQueueReorderResponse = named('ThreadQueueReorderResponse', 'Result of `thread/queue/reorder`.', () =>
  z.object({}),
);
export type ThreadQueueReorderResponse = Infer<typeof ThreadQueueReorderResponse>;

export const ThreadQueueStartParams = named('ThreadQueueStartParams', 'Params of `thread/queue/start`.', () =>
  z.object({ threadId: z.string(), queuedSubmissionId: z.string().nullish(), ...idempotencyKey() }),
);
export type ThreadQueueStartParams = Infer<typeof ThreadQueueStartParams>;

export const ThreadQueueStartResponse = named('ThreadQueueStartResponse', 'Result of `thread/queue/start`.', () =>
  z.object({ turn: Turn() }),
);
export type ThreadQueueStartResponse = Infer<typeof ThreadQueueStartResponse>;

export const ThreadQueueChangedNotification = named(
  'ThreadQueueChangedNotification',
  'Params of `thread/queue/changed`.',
  () => z.object({ threadId: z.string() }),
);
export type ThreadQueueChangedNotification = Infer<typeof ThreadQueueChangedNotification>;

export const queue = family({
  'thread/queue/add': request({
    doc: 'Adds an input that begins a turn of its own: at once, or when the running turn and the turns of earlier inputs have ended. An interrupt stops the queue until the next turn.',
    stability: 'experimental',
    params: ThreadQueueAddParams,
    conversation: ['threadId'],
    result: ThreadQueueAddResponse,
    errors: ['rollout_not_found', 'thread_archived', 'conversation_busy', 'input_too_large', 'io_error'],

    order: 'The reply, then `thread/queue/changed`; once more when its turn begins, then `turn/started`.',
    example: {
      params: { threadId: THREAD_ID, input: [INPUT], clientUserMessageId: 'm1' },
      result: {
        queuedSubmission: { id: 'id', input: [INPUT], clientUserMessageId: 'm1', responsesapiClientMetadata: null },
      },
    },
  }),
  'thread/queue/list': request({
    doc: 'Lists the inputs that wait, in the order in which their turns begin.',
    stability: 'experimental',
    params: ThreadQueueListParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadQueueListResponse,
    errors: ['rollout_not_found', 'thread_archived', 'io_error'],

    example: {
      params: { threadId: THREAD_ID },
      result: {
        data: [{ id: 'id', input: [INPUT], clientUserMessageId: 'm1', responsesapiClientMetadata: null }],
        nextCursor: null,
      },
    },
  }),
  'thread/queue/update': request({
    doc: 'Changes an input that waits. Metadata that are absent or empty stay as they were.',
    stability: 'experimental',
    params: ThreadQueueUpdateParams,
    conversation: ['threadId'],
    result: ThreadQueueUpdateResponse,
    errors: [
      'rollout_not_found',
      'thread_archived',
      'conversation_busy',
      'submission_not_found',
      'input_too_large',
      'io_error',
    ],

    order: 'The reply, then `thread/queue/changed`.',
    example: {
      params: { threadId: THREAD_ID, queuedSubmissionId: 'q1', input: [INPUT] },
      result: {
        queuedSubmission: { id: 'id', input: [INPUT], clientUserMessageId: 'm1', responsesapiClientMetadata: null },
      },
    },
  }),
  'thread/queue/delete': request({
    doc: 'Removes an input that waits.',
    stability: 'experimental',
    params: ThreadQueueDeleteParams,
    conversation: ['threadId'],
    result: ThreadQueueDeleteResponse,
    errors: ['rollout_not_found', 'thread_archived', 'conversation_busy', 'io_error'],

    order: 'The reply, then `thread/queue/changed`.',
    example: { params: { threadId: THREAD_ID, queuedSubmissionId: 'q1' }, result: { deleted: false } },
  }),
  'thread/queue/reorder': request({
    doc: 'Changes the order of the inputs that wait. The request names all of them.',
    stability: 'experimental',
    params: ThreadQueueReorderParams,
    conversation: ['threadId'],
    result: ThreadQueueReorderResponse,
    errors: ['rollout_not_found', 'thread_archived', 'conversation_busy', 'io_error'],

    order: 'The reply, then `thread/queue/changed`.',
    example: { params: { threadId: THREAD_ID, queuedSubmissionIds: ['queuedSubmissionIds'] }, result: {} },
  }),
  'thread/queue/start': request({
    doc: 'Begins a turn with the input that waits first, or with the named one. The thread must be loaded, and no turn may run.',
    stability: 'experimental',
    params: ThreadQueueStartParams,
    conversation: ['threadId'],
    result: ThreadQueueStartResponse,
    errors: [
      'rollout_not_found',
      'thread_archived',
      'conversation_not_found',
      'conversation_busy',
      'submission_not_found',
      'turn_active',
      'io_error',
    ],

    order: 'The reply, then `thread/queue/changed`, then `turn/started`.',
    example: { params: { threadId: THREAD_ID }, result: { turn: RUNNING_TURN } },
  }),
});

export const queueNotifications = {
  'thread/queue/changed': notification({
    doc: 'The inputs that wait have changed. Clients that are subscribed to the thread get it.',
    stability: 'stable',
    params: ThreadQueueChangedNotification,

    example: { params: { threadId: THREAD_ID } },
  }),
};

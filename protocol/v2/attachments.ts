import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import type { Infer } from '../schema.js';
import { THREAD_ID } from './examples.js';
import { JsonValue } from './json.js';
import { named } from './named.js';

export const ThreadAttachment = named('ThreadAttachment', 'Data of a client that belongs to a thread.', () =>
  z.object({
    id: z.string(),
    attachmentType: z.string(),
    identityKey: z.string(),
    payload: JsonValue(),
    createdAt: z.int(),
  }),
);
export type ThreadAttachment = Infer<typeof ThreadAttachment>;

export const ThreadAttachmentAddOutcome = named(
  'ThreadAttachmentAddOutcome',
  'Whether the attachment was there before.',
  () => z.enum(['created', 'existing']),
);
export type ThreadAttachmentAddOutcome = Infer<typeof ThreadAttachmentAddOutcome>;

export const ThreadAttachmentAddParams = named('ThreadAttachmentAddParams', 'Params of `thread/attachment/add`.', () =>
  z.object({
    threadId: z.string(),
    attachmentType: z.string(),
    identityKey: z.string(),
    payload: JsonValue(),
    ...idempotencyKey(),
  }),
);
export type ThreadAttachmentAddParams = Infer<typeof ThreadAttachmentAddParams>;

export const ThreadAttachmentAddResponse = named(
  'ThreadAttachmentAddResponse',
  'Result of `thread/attachment/add`.',
  () => z.object({ outcome: ThreadAttachmentAddOutcome(), attachment: ThreadAttachment() }),
);
export type ThreadAttachmentAddResponse = Infer<typeof ThreadAttachmentAddResponse>;

export const ThreadAttachmentListParams = named(
  'ThreadAttachmentListParams',
  'Params of `thread/attachment/list`.',
  () => z.object({ threadId: z.string(), cursor: z.string().nullish(), limit: z.int().nullish() }),
);
export type ThreadAttachmentListParams = Infer<typeof ThreadAttachmentListParams>;

export const ThreadAttachmentListResponse = named(
  'ThreadAttachmentListResponse',
  'Result of `thread/attachment/list`.',
  () => z.object({ data: z.array(ThreadAttachment()), nextCursor: z.string().nullable() }),
);
export type ThreadAttachmentListResponse = Infer<typeof ThreadAttachmentListResponse>;

export const ThreadAttachmentRemoveParams = named(
  'ThreadAttachmentRemoveParams',
  'Params of `thread/attachment/remove`.',
  () => z.object({ threadId: z.string(), attachmentType: z.string(), identityKey: z.string() }),
);
export type ThreadAttachmentRemoveParams = Infer<typeof ThreadAttachmentRemoveParams>;

export const ThreadAttachmentRemoveResponse = named(
  'ThreadAttachmentRemoveResponse',
  'Result of `thread/attachment/remove`.',
  () => z.object({}),
);
export type ThreadAttachmentRemoveResponse = Infer<typeof ThreadAttachmentRemoveResponse>;

export const ThreadAttachmentOwner = named('ThreadAttachmentOwner', 'A thread that has an attachment.', () =>
  z.object({ threadId: z.string(), archived: z.boolean() }),
);
export type ThreadAttachmentOwner = Infer<typeof ThreadAttachmentOwner>;

export const ThreadAttachmentOwnerListParams = named(
  'ThreadAttachmentOwnerListParams',
  'Params of `thread/attachmentOwner/list`.',
  () =>
    z.object({
      attachmentType: z.string(),
      identityKey: z.string(),
      archived: z.boolean().nullish(),
      cursor: z.string().nullish(),
      limit: z.int().nullish(),
    }),
);
export type ThreadAttachmentOwnerListParams = Infer<typeof ThreadAttachmentOwnerListParams>;

export const ThreadAttachmentOwnerListResponse = named(
  'ThreadAttachmentOwnerListResponse',
  'Result of `thread/attachmentOwner/list`.',
  () => z.object({ data: z.array(ThreadAttachmentOwner()), nextCursor: z.string().nullable() }),
);
export type ThreadAttachmentOwnerListResponse = Infer<typeof ThreadAttachmentOwnerListResponse>;

export const ThreadAttachmentOperation = named('ThreadAttachmentOperation', 'What happened to an attachment.', () =>
  z.enum(['created', 'deleted']),
);
export type ThreadAttachmentOperation = Infer<typeof ThreadAttachmentOperation>;

export const ThreadAttachmentUpdatedNotification = named(
  'ThreadAttachmentUpdatedNotification',
  'Params of `thread/attachment/updated`.',
  () =>
    z.object({
      threadId: z.string(),
      attachmentType: z.string(),
      identityKey: z.string(),
      attachmentId: z.string(),
      operation: ThreadAttachmentOperation(),
    }),
);
export type ThreadAttachmentUpdatedNotification = Infer<typeof ThreadAttachmentUpdatedNotification>;

const OF = { attachmentType: 'ticket', identityKey: 'garden-7' };
const ATTACHMENT = { id: 'a1', ...OF, payload: { title: 'Roses' }, createdAt: 1_795_359_419 };

export const attachments = family({
  'thread/attachment/add': request({
    doc: 'Adds data of the client to a thread. An attachment with the same type and key stays as it is.',
    stability: 'stable',
    params: ThreadAttachmentAddParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadAttachmentAddResponse,
    errors: ['rollout_not_found', 'io_error'],

    order: 'The reply, then `thread/attachment/updated` when it was created.',
    example: {
      params: { threadId: THREAD_ID, ...OF, payload: ATTACHMENT.payload },
      result: { outcome: 'created', attachment: ATTACHMENT },
    },
  }),
  'thread/attachment/list': request({
    doc: 'Lists the attachments of a thread, oldest first.',
    stability: 'stable',
    params: ThreadAttachmentListParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadAttachmentListResponse,
    errors: [],

    example: { params: { threadId: THREAD_ID }, result: { data: [ATTACHMENT], nextCursor: null } },
  }),
  'thread/attachment/remove': request({
    doc: 'Removes an attachment. It is no error when it does not exist.',
    stability: 'stable',
    params: ThreadAttachmentRemoveParams,
    conversation: ['threadId'],
    result: ThreadAttachmentRemoveResponse,
    errors: ['rollout_not_found', 'io_error'],

    order: 'The reply, then `thread/attachment/updated` when it was there.',
    example: { params: { threadId: THREAD_ID, ...OF }, result: {} },
  }),
  'thread/attachmentOwner/list': request({
    doc: 'Lists the threads that have an attachment of this type and key.',
    stability: 'stable',
    params: ThreadAttachmentOwnerListParams,
    result: ThreadAttachmentOwnerListResponse,
    errors: [],

    beside: true,
    example: { params: OF, result: { data: [{ threadId: THREAD_ID, archived: false }], nextCursor: null } },
  }),
});

export const attachmentNotifications = {
  'thread/attachment/updated': notification({
    doc: 'An attachment of a thread was added or removed.',
    stability: 'stable',
    params: ThreadAttachmentUpdatedNotification,

    example: { params: { threadId: THREAD_ID, ...OF, attachmentId: 'a1', operation: 'created' } },
  }),
};

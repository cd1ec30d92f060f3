import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import type { Infer } from '../schema.js';
import { THREAD_ID } from './examples.js';
import { named } from './named.js';
import { ThreadSection, ThreadSectionAppearance } from './thread-objects.js';

export const ThreadSectionListParams = named('ThreadSectionListParams', 'Params of `threadSection/list`.', () =>
  z.object({ cursor: z.string().nullish(), limit: z.int().nullish() }),
);
export type ThreadSectionListParams = Infer<typeof ThreadSectionListParams>;

export const ThreadSectionListResponse = named('ThreadSectionListResponse', 'Result of `threadSection/list`.', () =>
  z.object({ data: z.array(ThreadSection()), nextCursor: z.string().nullable() }),
);
export type ThreadSectionListResponse = Infer<typeof ThreadSectionListResponse>;

export const ThreadSectionCreateParams = named('ThreadSectionCreateParams', 'Params of `threadSection/create`.', () =>
  z.object({ name: z.string(), appearance: ThreadSectionAppearance().nullish(), ...idempotencyKey() }),
);
export type ThreadSectionCreateParams = Infer<typeof ThreadSectionCreateParams>;

export const ThreadSectionCreateResponse = named(
  'ThreadSectionCreateResponse',
  'Result of `threadSection/create`.',
  () => z.object({ section: ThreadSection() }),
);
export type ThreadSectionCreateResponse = Infer<typeof ThreadSectionCreateResponse>;

export const ThreadSectionUpdateParams = named('ThreadSectionUpdateParams', 'Params of `threadSection/update`.', () =>
  z.object({ sectionId: z.string(), name: z.string(), appearance: ThreadSectionAppearance().nullish() }),
);
export type ThreadSectionUpdateParams = Infer<typeof ThreadSectionUpdateParams>;

export const ThreadSectionUpdateResponse = named(
  'ThreadSectionUpdateResponse',
  'Result of `threadSection/update`.',
  () => z.object({ section: ThreadSection() }),
);
export type ThreadSectionUpdateResponse = Infer<typeof ThreadSectionUpdateResponse>;

export const ThreadSectionDeleteParams = named('ThreadSectionDeleteParams', 'Params of `threadSection/delete`.', () =>
  z.object({ sectionId: z.string() }),
);
export type ThreadSectionDeleteParams = Infer<typeof ThreadSectionDeleteParams>;

export const ThreadSectionDeleteResponse = named(
  'ThreadSectionDeleteResponse',
  'Result of `threadSection/delete`.',
  () => z.object({}),
);
export type ThreadSectionDeleteResponse = Infer<typeof ThreadSectionDeleteResponse>;

export const ThreadSectionMoveParams = named('ThreadSectionMoveParams', 'Params of `thread/section/move`.', () =>
  z.object({ threadId: z.string(), sectionId: z.string().nullable(), beforeThreadId: z.string().nullish() }),
);
export type ThreadSectionMoveParams = Infer<typeof ThreadSectionMoveParams>;

export const ThreadSectionMoveResponse = named('ThreadSectionMoveResponse', 'Result of `thread/section/move`.', () =>
  z.object({}),
);
export type ThreadSectionMoveResponse = Infer<typeof ThreadSectionMoveResponse>;

export const ThreadSectionChangedNotification = named(
  'ThreadSectionChangedNotification',
  'Params of `thread/section/changed`.',
  () => z.object({ threadId: z.string(), sectionId: z.string().nullable() }),
);
export type ThreadSectionChangedNotification = Infer<typeof ThreadSectionChangedNotification>;

const SECTION = { id: '01984de2-8f74-7c91-a3b2-5c5e937cf318', name: 'Garden', appearance: null };

export const sections = family({
  'threadSection/list': request({
    doc: 'Lists the sections that threads can be sorted into. The first one, for pinned threads, is always there.',
    stability: 'stable',
    params: ThreadSectionListParams,
    result: ThreadSectionListResponse,
    errors: [],

    example: { params: {}, result: { data: [SECTION], nextCursor: null } },
  }),
  'threadSection/create': request({
    doc: 'Adds a section.',
    stability: 'stable',
    params: ThreadSectionCreateParams,
    result: ThreadSectionCreateResponse,
    errors: ['io_error'],

    example: { params: { name: 'Garden' }, result: { section: SECTION } },
  }),
  'threadSection/update': request({
    doc: 'Changes the name and the display of a section. Absent members stay, null removes them.',
    stability: 'stable',
    params: ThreadSectionUpdateParams,
    result: ThreadSectionUpdateResponse,
    errors: ['section_not_found', 'io_error'],

    example: { params: { sectionId: SECTION.id, name: 'Garden' }, result: { section: SECTION } },
  }),
  'threadSection/delete': request({
    doc: 'Removes a section. Its threads stay, without a section.',
    stability: 'stable',
    params: ThreadSectionDeleteParams,
    result: ThreadSectionDeleteResponse,
    errors: ['section_not_found', 'io_error'],

    example: { params: { sectionId: SECTION.id }, result: {} },
  }),
  'thread/section/move': request({
    doc: 'Moves a thread into a section, within it, or out of it.',
    stability: 'stable',
    params: ThreadSectionMoveParams,
    result: ThreadSectionMoveResponse,
    errors: ['rollout_not_found', 'section_not_found', 'io_error'],

    order: 'The reply, then `thread/section/changed`.',
    example: { params: { threadId: THREAD_ID, sectionId: SECTION.id }, result: {} },
  }),
});

export const sectionNotifications = {
  'thread/section/changed': notification({
    doc: 'A thread was moved into a section, within it, or out of it.',
    stability: 'stable',
    params: ThreadSectionChangedNotification,

    example: { params: { threadId: THREAD_ID, sectionId: SECTION.id } },
  }),
};

import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import type { Infer } from '../schema.js';
import { THREAD, THREAD_ID, TURN_ID } from './examples.js';
import { JsonValue } from './json.js';
import { named } from './named.js';
import { Thread } from './thread-objects.js';

export const ThreadArchiveParams = named('ThreadArchiveParams', 'Params of `thread/archive`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadArchiveParams = Infer<typeof ThreadArchiveParams>;

export const ThreadArchiveResponse = named('ThreadArchiveResponse', 'Result of `thread/archive`.', () => z.object({}));
export type ThreadArchiveResponse = Infer<typeof ThreadArchiveResponse>;

export const ThreadUnarchiveParams = named('ThreadUnarchiveParams', 'Params of `thread/unarchive`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadUnarchiveParams = Infer<typeof ThreadUnarchiveParams>;

export const ThreadUnarchiveResponse = named('ThreadUnarchiveResponse', 'Result of `thread/unarchive`.', () =>
  z.object({ thread: Thread() }),
);
export type ThreadUnarchiveResponse = Infer<typeof ThreadUnarchiveResponse>;

export const ThreadDeleteParams = named('ThreadDeleteParams', 'Params of `thread/delete`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadDeleteParams = Infer<typeof ThreadDeleteParams>;

export const ThreadDeleteResponse = named('ThreadDeleteResponse', 'Result of `thread/delete`.', () => z.object({}));
export type ThreadDeleteResponse = Infer<typeof ThreadDeleteResponse>;

export const ThreadSetNameParams = named('ThreadSetNameParams', 'Params of `thread/name/set`.', () =>
  z.object({ threadId: z.string(), name: z.string() }),
);
export type ThreadSetNameParams = Infer<typeof ThreadSetNameParams>;

export const ThreadSetNameResponse = named('ThreadSetNameResponse', 'Result of `thread/name/set`.', () => z.object({}));
export type ThreadSetNameResponse = Infer<typeof ThreadSetNameResponse>;

export const ThreadMetadataGitInfoUpdateParams = named(
  'ThreadMetadataGitInfoUpdateParams',
  'What changes in the state of the repository: absent keeps a value, null removes it.',
  () => z.object({ sha: z.string().nullish(), branch: z.string().nullish(), originUrl: z.string().nullish() }),
);
export type ThreadMetadataGitInfoUpdateParams = Infer<typeof ThreadMetadataGitInfoUpdateParams>;

export const ThreadMetadataUpdateParams = named(
  'ThreadMetadataUpdateParams',
  'Params of `thread/metadata/update`.',
  () =>
    z.object({
      threadId: z.string(),
      projectId: z.string().nullish(),
      gitInfo: ThreadMetadataGitInfoUpdateParams().nullish(),
      daybreakEnabled: z.boolean().nullish(),
    }),
);
export type ThreadMetadataUpdateParams = Infer<typeof ThreadMetadataUpdateParams>;

export const ThreadMetadataUpdateResponse = named(
  'ThreadMetadataUpdateResponse',
  'Result of `thread/metadata/update`.',
  () => z.object({ thread: Thread() }),
);
export type ThreadMetadataUpdateResponse = Infer<typeof ThreadMetadataUpdateResponse>;

export const ThreadRevertParams = named('ThreadRevertParams', 'Params of `thread/revert`.', () =>
  z.object({ threadId: z.string(), beforeTurnId: z.string() }),
);
export type ThreadRevertParams = Infer<typeof ThreadRevertParams>;

export const ThreadRevertResponse = named('ThreadRevertResponse', 'Result of `thread/revert`.', () =>
  z.object({
    thread: Thread(),
    turnsBackwardsCursor: z.string().nullable(),
    itemsBackwardsCursor: z.string().nullable(),
  }),
);
export type ThreadRevertResponse = Infer<typeof ThreadRevertResponse>;

export const ThreadInjectItemsParams = named('ThreadInjectItemsParams', 'Params of `thread/inject_items`.', () =>
  z.object({ threadId: z.string(), items: z.array(JsonValue()), ...idempotencyKey() }),
);
export type ThreadInjectItemsParams = Infer<typeof ThreadInjectItemsParams>;

export const ThreadInjectItemsResponse = named('ThreadInjectItemsResponse', 'Result of `thread/inject_items`.', () =>
  z.object({}),
);
export type ThreadInjectItemsResponse = Infer<typeof ThreadInjectItemsResponse>;

export const ThreadArchivedNotification = named('ThreadArchivedNotification', 'Params of `thread/archived`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadArchivedNotification = Infer<typeof ThreadArchivedNotification>;

export const ThreadUnarchivedNotification = named(
  'ThreadUnarchivedNotification',
  'Params of `thread/unarchived`.',
  () => z.object({ threadId: z.string() }),
);
export type ThreadUnarchivedNotification = Infer<typeof ThreadUnarchivedNotification>;

export const ThreadDeletedNotification = named('ThreadDeletedNotification', 'Params of `thread/deleted`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadDeletedNotification = Infer<typeof ThreadDeletedNotification>;

export const ThreadNameUpdatedNotification = named(
  'ThreadNameUpdatedNotification',
  'Params of `thread/name/updated`.',
  () => z.object({ threadId: z.string(), threadName: z.string().optional() }),
);
export type ThreadNameUpdatedNotification = Infer<typeof ThreadNameUpdatedNotification>;

export const ThreadRevertedNotification = named('ThreadRevertedNotification', 'Params of `thread/reverted`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadRevertedNotification = Infer<typeof ThreadRevertedNotification>;

export const ThreadRollbackParams = named('ThreadRollbackParams', 'Params of `thread/rollback`.', () =>
  z.object({ threadId: z.string(), numTurns: z.int().min(1), ...idempotencyKey() }),
);
export type ThreadRollbackParams = Infer<typeof ThreadRollbackParams>;

export const ThreadRollbackResponse = named('ThreadRollbackResponse', 'Result of `thread/rollback`.', () =>
  z.object({ thread: Thread() }),
);
export type ThreadRollbackResponse = Infer<typeof ThreadRollbackResponse>;

export const threadRecords = family({
  'thread/archive': request({
    doc: 'Moves the rollout of a thread to the folder of archived ones. A loaded thread is ended first; its running turn is interrupted.',
    stability: 'stable',
    params: ThreadArchiveParams,
    conversation: ['threadId'],
    result: ThreadArchiveResponse,
    errors: ['rollout_not_found', 'conversation_busy', 'io_error'],

    order: '`turn/completed` of the running turn comes before the reply, `thread/archived` after it.',
    example: { params: { threadId: THREAD_ID }, result: {} },
  }),
  'thread/unarchive': request({
    doc: 'Moves the rollout of an archived thread back.',
    stability: 'stable',
    params: ThreadUnarchiveParams,
    result: ThreadUnarchiveResponse,
    errors: ['rollout_not_found', 'io_error'],

    order: 'The reply, then `thread/unarchived`.',
    example: { params: { threadId: THREAD_ID }, result: { thread: { ...THREAD, status: { type: 'notLoaded' } } } },
  }),
  'thread/delete': request({
    doc: 'Removes a thread and its rollout for good. A loaded thread is ended first.',
    stability: 'stable',
    params: ThreadDeleteParams,
    conversation: ['threadId'],
    result: ThreadDeleteResponse,
    errors: ['rollout_not_found', 'conversation_busy', 'history_in_use', 'io_error'],

    order: 'The reply, then `thread/deleted`.',
    example: { params: { threadId: THREAD_ID }, result: {} },
  }),
  'thread/name/set': request({
    doc: 'Gives a thread a name. Blanks at both ends are removed; an empty name is refused.',
    stability: 'stable',
    params: ThreadSetNameParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadSetNameResponse,
    errors: ['rollout_not_found', 'io_error'],

    order: 'The reply, then `thread/name/updated`.',
    example: { params: { threadId: THREAD_ID, name: 'Roses' }, result: {} },
  }),
  'thread/metadata/update': request({
    doc: 'Changes what is recorded about the repository of a thread.',
    stability: 'stable',
    params: ThreadMetadataUpdateParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadMetadataUpdateResponse,
    errors: ['rollout_not_found', 'io_error'],
    experimentalFields: ['projectId', 'daybreakEnabled'],
    example: { params: { threadId: THREAD_ID, gitInfo: { branch: 'main' } }, result: { thread: THREAD } },
  }),
  'thread/revert': request({
    doc: 'Takes a turn and all later ones out of the history of a thread. Files of the workspace stay as they are.',
    stability: 'stable',
    params: ThreadRevertParams,
    conversation: ['threadId'],
    result: ThreadRevertResponse,
    errors: [
      'conversation_not_found',
      'rollout_not_found',
      'rollout_unreadable',
      'rollout_invalid',
      'io_error',
      'turn_not_found',
    ],

    order: '`thread/status/changed` comes before the reply, `thread/reverted` after it.',
    example: {
      params: { threadId: THREAD_ID, beforeTurnId: TURN_ID },
      result: { thread: THREAD, turnsBackwardsCursor: null, itemsBackwardsCursor: null },
    },
  }),
  'thread/rollback': request({
    doc: 'Takes the last turns out of the history of a thread. Kept for clients of older servers; `thread/revert` replaces it.',
    stability: 'stable',
    params: ThreadRollbackParams,
    conversation: ['threadId'],
    result: ThreadRollbackResponse,
    errors: ['conversation_not_found', 'rollout_not_found', 'rollout_unreadable', 'rollout_invalid', 'io_error'],

    example: { params: { threadId: THREAD_ID, numTurns: 1 }, result: { thread: THREAD } },
  }),
  'thread/inject_items': request({
    doc: 'Adds items to the history that the model sees. Nothing is shown.',
    stability: 'stable',
    params: ThreadInjectItemsParams,
    conversation: ['threadId'],
    result: ThreadInjectItemsResponse,
    errors: ['conversation_not_found', 'io_error'],

    example: {
      params: {
        threadId: THREAD_ID,
        items: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'It rained.' }] }],
      },
      result: {},
    },
  }),
});

export const threadRecordNotifications = {
  'thread/archived': notification({
    doc: 'A thread was archived.',
    stability: 'stable',
    params: ThreadArchivedNotification,

    example: { params: { threadId: THREAD_ID } },
  }),
  'thread/unarchived': notification({
    doc: 'A thread was taken out of the archive.',
    stability: 'stable',
    params: ThreadUnarchivedNotification,

    example: { params: { threadId: THREAD_ID } },
  }),
  'thread/deleted': notification({
    doc: 'A thread was removed for good.',
    stability: 'stable',
    params: ThreadDeletedNotification,

    example: { params: { threadId: THREAD_ID } },
  }),
  'thread/name/updated': notification({
    doc: 'A thread has another name.',
    stability: 'stable',
    params: ThreadNameUpdatedNotification,

    example: { params: { threadId: THREAD_ID, threadName: 'Roses' } },
  }),
  'thread/reverted': notification({
    doc: 'Turns were taken out of the history of a thread.',
    stability: 'stable',
    params: ThreadRevertedNotification,

    example: { params: { threadId: THREAD_ID } },
  }),
};

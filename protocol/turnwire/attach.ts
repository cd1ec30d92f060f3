import * as z from 'zod';
import { family, request } from '../declare.js';
import { ConversationId } from '../rollout/ids.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION } from '../v1/examples.js';

export const AttachParams = named(
  'AttachParams',
  'Params of `turnwire/attach`. A client of v1 gives `conversationId`, one of v2 `threadId`.',
  () =>
    z.object({
      conversationId: ConversationId().nullish().describe('Notifications follow as `codex/event/*`.'),
      threadId: ConversationId().nullish().describe('The notifications have the form of v2.'),
      afterSeq: z
        .int()
        .min(0)
        .nullish()
        .describe('The last `seq` that the client has seen. Without it, the answer is a snapshot.'),
      epoch: z.string().nullish().describe('The `epoch` that came with it.'),
    }),
);
export type AttachParams = Infer<typeof AttachParams>;

export const AttachReason = named(
  'AttachReason',
  'Why the client gets a snapshot, and not only what it has missed.',
  () => z.enum(['none_given', 'other_epoch', 'too_old', 'in_future']),
);
export type AttachReason = Infer<typeof AttachReason>;

export const AttachResponse = named('AttachResponse', 'Result of `turnwire/attach`.', () =>
  z.object({
    epoch: z
      .string()
      .describe(
        'The id of this load of the conversation, in which `seq` counts. When the conversation is loaded again, it gets another one.',
      ),
    seq: z
      .int()
      .describe('The place of the last notification so far. A client that has read this reply may attach after it.'),
    reason: AttachReason()
      .nullable()
      .describe(
        'Null: the notifications that the client has missed follow. Otherwise the reply has a snapshot, and later notifications follow.',
      ),
    subscriptionId: z.string().optional().describe('For `removeConversationListener`; v1 only.'),
    initialMessages: z
      .array(z.unknown())
      .optional()
      .describe('The snapshot for v1: all past events (`EventMsg`), and those of the running turn so far.'),
    thread: z
      .unknown()
      .optional()
      .describe('The snapshot for v2: a `Thread` of v2 with all its turns, and the running one so far.'),
  }),
);
export type AttachResponse = Infer<typeof AttachResponse>;

export const turnwireAttach = family({
  'turnwire/attach': request({
    doc: 'Subscribes to a conversation at the place where another connection ended: the client gets each notification after `afterSeq` once. A conversation that is not loaded is loaded. A connection that is subscribed already starts again at that place.',
    params: AttachParams,
    conversation: ['conversationId', 'threadId'],
    idempotent: true,
    result: AttachResponse,
    errors: [
      'rollout_not_found',
      'rollout_unreadable',
      'rollout_invalid',
      'conversation_busy',
      'thread_archived',
      'config_invalid',
      'config_unreadable',
      'io_error',
      'auth_missing',
    ],
    order:
      'The reply, then what the client has missed, then new notifications. Requests of the server that are still open are sent again, under other ids.',
    example: {
      params: { conversationId: CONVERSATION, afterSeq: 41_000, epoch: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed' },
      result: {
        epoch: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
        seq: 57_999,
        reason: null,
        subscriptionId: '5f0c8a53-9f0f-4a2c-8a4e-1a4f6f2c9d11',
      },
    },
  }),
});

import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import { ConversationId } from '../rollout/ids.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION } from '../v1/examples.js';

export const CompactConversationParams = named(
  'CompactConversationParams',
  'Params of `turnwire/compactConversation`.',
  () => z.object({ conversationId: ConversationId(), ...idempotencyKey() }),
);
export type CompactConversationParams = Infer<typeof CompactConversationParams>;

export const CompactConversationResponse = named(
  'CompactConversationResponse',
  'Result of `turnwire/compactConversation`.',
  () => z.object({}),
);
export type CompactConversationResponse = Infer<typeof CompactConversationResponse>;

export const CompactionNotification = named('CompactionNotification', 'Params of `turnwire/compaction`.', () =>
  z.object({
    conversationId: ConversationId(),
    id: z.string().describe('The same id as in the events that belong to it.'),
    state: z.enum(['started', 'finished', 'failed']),
    reason: z
      .enum(['limit', 'request'])
      .describe('The history has grown over the limit, or a client has requested it.'),
    tokens: z
      .int()
      .nullable()
      .describe('The size of the history before the compaction; null when the model has not reported it.'),
  }),
);
export type CompactionNotification = Infer<typeof CompactionNotification>;

export const turnwireCompaction = family({
  'turnwire/compactConversation': request({
    doc: 'Lets the model summarise the conversation, so that it needs less space. While a turn runs, this is done after the current response of the model.',
    params: CompactConversationParams,
    conversation: ['conversationId'],
    result: CompactConversationResponse,
    errors: ['conversation_not_found', 'conversation_busy', 'io_error'],
    order: 'The reply, then `turnwire/compaction` and the events of a turn.',
    example: { params: { conversationId: CONVERSATION }, result: {} },
  }),
});

export const compactionNotifications = {
  'turnwire/compaction': notification({
    doc: 'A history is being replaced by a summary. Until it is finished the turn waits.',
    params: CompactionNotification,
    order: '`started`, then `finished` or `failed`, unless the turn is interrupted: then `turn_aborted`.',
    example: {
      params: {
        conversationId: CONVERSATION,
        id: 'auto-compact-0',
        state: 'started',
        reason: 'limit',
        tokens: 245_000,
      },
    },
  }),
};

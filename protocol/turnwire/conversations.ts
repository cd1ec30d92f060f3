import * as z from 'zod';
import { family, request } from '../declare.js';
import { ConversationId } from '../rollout/ids.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION } from '../v1/examples.js';

export const CloseConversationParams = named('CloseConversationParams', 'Params of `turnwire/closeConversation`.', () =>
  z.object({ conversationId: ConversationId() }),
);
export type CloseConversationParams = Infer<typeof CloseConversationParams>;

export const CloseConversationResponse = named(
  'CloseConversationResponse',
  'Result of `turnwire/closeConversation`.',
  () => z.object({}),
);
export type CloseConversationResponse = Infer<typeof CloseConversationResponse>;

export const turnwireConversations = family({
  'turnwire/closeConversation': request({
    doc: 'Unloads a conversation, so that another process may load it. A running turn is aborted; the rollout stays where it is.',
    params: CloseConversationParams,
    conversation: ['conversationId'],
    result: CloseConversationResponse,
    errors: ['conversation_not_found'],
    order: '`turn_aborted` and `shutdown_complete` come before the reply.',
    example: { params: { conversationId: CONVERSATION }, result: {} },
  }),
});

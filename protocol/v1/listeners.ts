import * as z from 'zod';
import { family, request } from '../declare.js';
import { ConversationId, uuid } from '../rollout/ids.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION, SUBSCRIPTION } from './examples.js';

export const AddConversationListenerParams = named(
  'AddConversationListenerParams',
  'Params of `addConversationListener`.',
  () => z.object({ conversationId: ConversationId() }),
);
export type AddConversationListenerParams = Infer<typeof AddConversationListenerParams>;

export const AddConversationSubscriptionResponse = named(
  'AddConversationSubscriptionResponse',
  'Result of `addConversationListener`.',
  () => z.object({ subscriptionId: uuid() }),
);
export type AddConversationSubscriptionResponse = Infer<typeof AddConversationSubscriptionResponse>;

export const RemoveConversationListenerParams = named(
  'RemoveConversationListenerParams',
  'Params of `removeConversationListener`.',
  () => z.object({ subscriptionId: uuid() }),
);
export type RemoveConversationListenerParams = Infer<typeof RemoveConversationListenerParams>;

export const RemoveConversationSubscriptionResponse = named(
  'RemoveConversationSubscriptionResponse',
  'Result of `removeConversationListener`.',
  () => z.object({}),
);
export type RemoveConversationSubscriptionResponse = Infer<typeof RemoveConversationSubscriptionResponse>;

export const listeners = family({
  addConversationListener: request({
    doc: 'Sends the events of a conversation to this connection, each event once, however many listeners it has.',
    params: AddConversationListenerParams,
    conversation: ['conversationId'],
    idempotent: true,
    result: AddConversationSubscriptionResponse,
    errors: ['conversation_not_found'],
    order: 'The reply comes first, then the events that were kept, then new events.',
    example: { params: { conversationId: CONVERSATION }, result: { subscriptionId: SUBSCRIPTION } },
  }),
  removeConversationListener: request({
    doc: 'Removes a listener. The conversation continues, and its events are kept for the next listener.',
    params: RemoveConversationListenerParams,
    conversation: ['subscriptionId'],
    idempotent: true,
    result: RemoveConversationSubscriptionResponse,
    errors: ['subscription_not_found'],
    order: 'After the last listener was removed, no event of the conversation follows the reply.',
    example: { params: { subscriptionId: SUBSCRIPTION }, result: {} },
  }),
});

import { AppError } from '../../../protocol/errors.js';
import type { listeners } from '../../../protocol/v1/listeners.js';
import { canonicalId } from '../../core/conversation-id.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const listenerHandlers = {
  addConversationListener(api, { conversationId }, call) {
    const conversation = api.conversations.get(conversationId);
    const subscriptionId = api.ids.subscription();
    call.afterReply(() => api.session.subscribe(subscriptionId, conversation));
    return { subscriptionId };
  },

  removeConversationListener(api, params) {
    const id = canonicalId(params.subscriptionId, 'params.subscriptionId');
    if (!api.session.unsubscribe(id))
      throw new AppError('subscription_not_found', `subscription not found: ${id}`, { id });
    return {};
  },
} satisfies Handlers<typeof listeners, Api>;

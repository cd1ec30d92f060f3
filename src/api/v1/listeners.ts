import { AppError } from '../../../protocol/errors.js';
import type { listeners } from '../../../protocol/v1/listeners.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const listenerHandlers = {
  addConversationListener(api, { conversationId }, call) {
    const conversation = api.conversations.get(conversationId);
    const subscriptionId = api.ids.subscription();
    call.afterReply(() => api.session.subscribe(subscriptionId, conversation));
    return { subscriptionId };
  },

  removeConversationListener(api, { subscriptionId: id }) {
    if (!api.session.unsubscribe(id))
      throw new AppError('subscription_not_found', `subscription not found: ${id}`, { id });
    return {};
  },
} satisfies Handlers<typeof listeners, Api>;

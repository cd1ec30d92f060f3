import type { turnwireRequests } from '../../../protocol/turnwire/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

/** Our own extensions: part of no protocol version, offered beside v1. */
export const turnwireHandlers = {
  async 'turnwire/closeConversation'(api, { conversationId }) {
    await api.conversations.removeConversation(conversationId);
    return {};
  },
  async 'turnwire/compactConversation'(api, { conversationId }, call) {
    const accepted = await api.conversations.get(conversationId).compact();
    call.afterReply(() => accepted.begin());
    return {};
  },
} satisfies Handlers<typeof turnwireRequests, Api>;

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
    const conversation = api.conversations.get(conversationId);
    await conversation.claim();
    call.afterReply(() => conversation.compact());
    return {};
  },
} satisfies Handlers<typeof turnwireRequests, Api>;

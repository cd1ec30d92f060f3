import type { InputItem, turns } from '../../../protocol/v1/turns.js';
import type { UserContent } from '../../domain/item.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const turnHandlers = {
  async sendUserMessage(api, { conversationId, items }, call) {
    const accepted = await api.conversations
      .get(conversationId)
      .submit(items.map(toInput), undefined, { as: call.repeated });
    call.afterReply(() => accepted.begin());
    return {};
  },

  async sendUserTurn(api, { conversationId, items, effort, ...settings }, call) {
    const conversation = api.conversations.get(conversationId);
    // An absent effort means none, not the configured one (C75).
    const given = { ...settings, effort: effort ?? undefined };
    const accepted = await conversation.submit(items.map(toInput), given, { as: call.repeated });
    call.afterReply(() => accepted.begin());
    return {};
  },

  async interruptConversation(api, { conversationId }) {
    await api.conversations.get(conversationId).interrupt();
    return { abortReason: 'interrupted' };
  },
} satisfies Handlers<typeof turns, Api>;

function toInput(item: InputItem): UserContent {
  switch (item.type) {
    case 'text':
      return { type: 'text', text: item.data.text };
    case 'image':
      return { type: 'image', url: item.data.image_url };
    case 'localImage':
      return { type: 'local-image', path: item.data.path };
  }
}

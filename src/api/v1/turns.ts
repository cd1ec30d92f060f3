import type { InputItem, turns } from '../../../protocol/v1/turns.js';
import type { UserInput } from '../../core/history/user-input.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const turnHandlers = {
  async sendUserMessage(api, { conversationId, items }, call) {
    const conversation = api.conversations.get(conversationId);
    await conversation.claim();
    call.afterReply(() => conversation.submit(items.map(toInput)));
    return {};
  },

  async sendUserTurn(api, { conversationId, items, effort, ...settings }, call) {
    const conversation = api.conversations.get(conversationId);
    await conversation.claim();
    // An absent effort means none, not the configured one (C75).
    call.afterReply(() => conversation.submit(items.map(toInput), { ...settings, effort: effort ?? undefined }));
    return {};
  },

  async interruptConversation(api, { conversationId }) {
    return { abortReason: await api.conversations.get(conversationId).interrupt() };
  },
} satisfies Handlers<typeof turns, Api>;

function toInput(item: InputItem): UserInput {
  switch (item.type) {
    case 'text':
      return { type: 'text', text: item.data.text };
    case 'image':
      return { type: 'image', url: item.data.image_url };
    case 'localImage':
      return { type: 'local-image', path: item.data.path };
  }
}

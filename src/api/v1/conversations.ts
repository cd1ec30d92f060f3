import type { conversations } from '../../../protocol/v1/conversations.js';
import { type Handlers, notImplemented } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const conversationHandlers = {
  async newConversation(api, params) {
    const { id, settings, path } = await api.conversations.create(params);
    return { conversationId: id, model: settings.model, reasoningEffort: settings.effort, rolloutPath: path };
  },
  listConversations: notImplemented,
  resumeConversation: notImplemented,
  forkConversation: notImplemented,
  archiveConversation: notImplemented,
} satisfies Handlers<typeof conversations, Api>;

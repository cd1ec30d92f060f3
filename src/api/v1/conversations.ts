import type { EventMsg } from '../../../protocol/rollout/events.js';
import type { conversations } from '../../../protocol/v1/conversations.js';
import type { Joining } from '../../core/conversation/conversations.js';
import type { Opened } from '../../core/conversation/start.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { reportFindings } from './api.js';
import { historyMessages } from './project.js';

const DEFAULT_PAGE = 25;
/** More than a user can read, and still a small reply (C32). */
const MAX_PAGE = 10_000;

export const conversationHandlers = {
  async newConversation(api, params, call) {
    const joining = { subscriber: api.session, opened: ({ conversation }: Opened) => api.session.opened(conversation) };
    const opened = await api.conversations.createFrom([], params, joining);
    const { id, settings, location } = opened.conversation;
    call.afterReply(() => reportAll(api, opened));
    return { conversationId: id, model: settings.model, reasoningEffort: settings.effort, rolloutPath: location };
  },

  async listConversations(api, { pageSize, cursor }) {
    const limit = Math.min(pageSize ?? DEFAULT_PAGE, MAX_PAGE);
    const { items, nextCursor } = await api.conversations.list(limit, cursor ?? undefined);
    const shown = items.map(({ conversationId, location: path, preview, timestamp }) => {
      return { conversationId, path, preview, timestamp };
    });
    return { items: shown, nextCursor };
  },

  resumeConversation: (api, { history, path, conversationId, overrides }, call) =>
    announced(api, call, (joining) =>
      history
        ? api.conversations.createFrom(history, overrides ?? {}, joining)
        : api.conversations.resume({ location: path, conversationId }, overrides ?? {}, joining, 'messages'),
    ),

  forkConversation: (api, { path, conversationId, nthUserMessage, overrides }, call) =>
    announced(api, call, (joining) => {
      const at = { location: path, conversationId };
      const until = { beforeUserMessage: nthUserMessage ?? undefined };
      return api.conversations.fork(at, until, overrides ?? {}, joining);
    }),

  async archiveConversation(api, { conversationId, rolloutPath }) {
    await api.conversations.archive(conversationId, rolloutPath);
    return {};
  },
} satisfies Handlers<typeof conversations, Api>;

/** Opens a conversation and notifies the client that it is ready, with its history, before the reply (C11). */
async function announced(api: Api, call: Call, open: (joining: Joining) => Promise<Opened>) {
  const promptHistory = await api.promptHistory();
  let messages: EventMsg[] = [];
  const opened = await open({
    subscriber: api.session,
    opened: ({ conversation, events, turns }) => {
      const { id, settings, location } = conversation;
      messages = historyMessages(events);
      api.session.opened(conversation, turns);
      api.session.notify('sessionConfigured', {
        sessionId: id,
        model: settings.model,
        reasoningEffort: settings.effort,
        historyLogId: promptHistory.id,
        historyEntryCount: promptHistory.entries,
        initialMessages: messages,
        rolloutPath: location,
      });
    },
  });
  const { id: conversationId, settings, location } = opened.conversation;
  call.afterReply(() => reportAll(api, opened));
  const initialMessages = messages.filter(isShown);
  return { conversationId, model: settings.model, initialMessages, rolloutPath: location };
}

function reportAll(api: Api, { conversation, findings }: Opened): void {
  reportFindings(api);
  for (const message of findings) {
    api.session.notify('turnwire/diagnostics', { level: 'warning', message, conversationId: conversation.id });
  }
}

/** Instructions and the environment are for the model, not for users; pictures without a text are shown (C42). */
function isShown(event: EventMsg): boolean {
  return event.type !== 'user_message' || event.kind === undefined || event.kind === 'plain';
}

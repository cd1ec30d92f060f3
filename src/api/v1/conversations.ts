import type { PersistedEvent } from '../../../protocol/rollout/events.js';
import type { conversations } from '../../../protocol/v1/conversations.js';
import type { Revived } from '../../core/conversation/start.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { tellFindings } from './findings.js';

const DEFAULT_PAGE = 25;
/** More than anybody can look at, and little enough to answer (C32). */
const MAX_PAGE = 10_000;

export const conversationHandlers = {
  async newConversation(api, params, call) {
    const { id, settings, path } = await api.conversations.create(params);
    call.afterReply(() => tellFindings(api));
    return { conversationId: id, model: settings.model, reasoningEffort: settings.effort, rolloutPath: path };
  },

  listConversations: (api, { pageSize, cursor }) =>
    api.conversations.list(Math.min(pageSize ?? DEFAULT_PAGE, MAX_PAGE), cursor ?? undefined),

  async resumeConversation(api, { history, path, conversationId, overrides }, call) {
    const revived = history
      ? await api.conversations.createFrom(history, overrides ?? {})
      : await api.conversations.resume({ path, conversationId }, overrides ?? {});
    return announce(api, revived, call);
  },

  async forkConversation(api, { path, conversationId, nthUserMessage, overrides }, call) {
    return announce(
      api,
      await api.conversations.fork({ path, conversationId }, nthUserMessage ?? undefined, overrides ?? {}),
      call,
    );
  },

  async archiveConversation(api, { conversationId, rolloutPath }) {
    await api.conversations.archive(conversationId, rolloutPath);
    return {};
  },
} satisfies Handlers<typeof conversations, Api>;

/** Tells that a conversation is ready, with its past, before the reply (C11). */
async function announce(api: Api, { conversation, events, findings }: Revived, call: Call) {
  const { id, settings, path } = conversation;
  const history = await api.promptHistory();
  api.session.notify('sessionConfigured', {
    sessionId: id,
    model: settings.model,
    reasoningEffort: settings.effort,
    historyLogId: history.id,
    historyEntryCount: history.entries,
    initialMessages: [...events],
    rolloutPath: path,
  });
  call.afterReply(() => {
    tellFindings(api);
    for (const message of findings) {
      api.session.notify('turnwire/diagnostics', { level: 'warning', message, conversationId: id });
    }
  });
  return { conversationId: id, model: settings.model, initialMessages: events.filter(isShown), rolloutPath: path };
}

/** Instructions and surroundings are told to the model, not to people; pictures without a text are (C42). */
function isShown(event: PersistedEvent): boolean {
  return event.type !== 'user_message' || event.kind === undefined || event.kind === 'plain';
}

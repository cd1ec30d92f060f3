import type { LoadedConversation, turnwireStatus } from '../../../protocol/turnwire/status.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const statusHandlers = {
  'turnwire/status'({ identity, connections, conversations }) {
    const { rss, heapUsed } = process.memoryUsage();
    return {
      version: identity.version,
      pid: process.pid,
      uptimeSeconds: process.uptime(),
      memory: { rssBytes: rss, heapUsedBytes: heapUsed },
      connections: connections(),
      conversations: conversations.loaded.map(loaded),
    };
  },
} satisfies Handlers<typeof turnwireStatus, Api>;

function loaded(conversation: Conversation): LoadedConversation {
  const { id, approvals, requests, busy, subscribers, idleSince, holdsLease, epoch, whenNobodyIsThere } = conversation;
  const waits = approvals.list().length + requests.list().length > 0;
  return {
    conversationId: id,
    state: waits ? 'waiting' : busy ? 'active' : 'idle',
    subscribers: subscribers.count,
    idleSince: idleSince === undefined ? null : new Date(idleSince).toISOString(),
    lease: holdsLease,
    epoch,
    whenNobodyIsThere,
  };
}

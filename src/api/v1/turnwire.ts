import type { OpenApproval, plainTurnwireRequests, turnwireStatus } from '../../../protocol/turnwire/index.js';
import { type Approval, wholeReason } from '../../domain/approval.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { wireChanges } from './project.js';

/** Our own extensions: part of no protocol version, offered beside v1. */
export const turnwireHandlers = {
  async 'turnwire/closeConversation'(api, { conversationId }) {
    await api.conversations.removeConversation(conversationId);
    return {};
  },
  async 'turnwire/compactConversation'(api, { conversationId }, call) {
    const accepted = await api.conversations.get(conversationId).turnRequests.compact();
    call.afterReply(() => accepted.begin());
    return {};
  },
  'turnwire/listApprovals': (api, { conversationId }) => ({
    approvals: api.conversations.get(conversationId).approvals.list().map(openApproval),
  }),
} satisfies Handlers<Omit<typeof plainTurnwireRequests, keyof typeof turnwireStatus>, Api>;

function openApproval({ id, requestedAt, request }: Approval): OpenApproval {
  const { callId } = request;
  const reason = wholeReason(request);
  const base = { approvalId: id, callId, requestedAt: new Date(requestedAt).toISOString(), reason };
  if (request.kind !== 'patch') {
    return { kind: 'command', ...base, command: [...request.command], cwd: request.cwd };
  }
  return { kind: 'patch', ...base, fileChanges: wireChanges(request.changes), grantRoot: request.grantRoot };
}

import type { ReviewDecision } from '../../../protocol/rollout/policies.js';
import type { ServerMessages } from '../../../protocol/server-messages.js';
import { ApplyPatchApprovalResponse, ExecCommandApprovalResponse } from '../../../protocol/v1/approvals.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import { type Approval, type ApprovalDecision, wholeReason } from '../../domain/approval.js';
import { type Connection, PeerGone } from '../../rpc/connection.js';
import { wireChanges } from './project.js';

/** The functions of its connection that a session needs. */
export type ClientConnection = Pick<
  Connection<ServerMessages>,
  'notify' | 'notifyStamped' | 'notifySpare' | 'notifyDelta' | 'request'
>;

/**
 * Asks the client for a decision. A reply that is an error or cannot be read declines, so nothing hangs and nothing is approved by mistake (C6). A client that
 * leaves has not decided; other clients may still decide. Never rejects.
 */
export async function requestDecision(
  connection: ClientConnection,
  conversation: Conversation,
  { id, request }: Approval,
  withdrawn: AbortSignal,
): Promise<void> {
  conversation.approvals.sent(id);
  try {
    const decision = await requestReply(connection, conversation.id, request, withdrawn);
    conversation.approvals.answer(id, DECISIONS[decision]);
  } catch (e) {
    if (e instanceof PeerGone) conversation.approvals.left(id);
    else conversation.approvals.answer(id, 'decline');
  }
}

const DECISIONS: Record<ReviewDecision, ApprovalDecision> = {
  approved: 'accept',
  approved_for_session: 'accept-for-session',
  denied: 'decline',
  abort: 'cancel',
};

async function requestReply(
  connection: ClientConnection,
  conversationId: string,
  request: Approval['request'],
  withdrawn: AbortSignal,
): Promise<ReviewDecision> {
  const { callId } = request;
  const reason = wholeReason(request);
  if (request.kind !== 'patch') {
    const { command, cwd } = request;
    const params = { conversationId, callId, command: [...command], cwd, reason };
    const reply = await connection.request('execCommandApproval', params, withdrawn);
    return ExecCommandApprovalResponse().parse(reply).decision;
  }
  const { changes, grantRoot } = request;
  const params = { conversationId, callId, fileChanges: wireChanges(changes), reason, grantRoot };
  const reply = await connection.request('applyPatchApproval', params, withdrawn);
  return ApplyPatchApprovalResponse().parse(reply).decision;
}

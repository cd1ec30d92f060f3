import type { ReviewDecision } from '../../../protocol/rollout/policies.js';
import { ApplyPatchApprovalResponse, ExecCommandApprovalResponse } from '../../../protocol/v1/approvals.js';
import type { OpenQuestion } from '../../core/conversation/approvals.js';
import type { ClientConnection } from './session.js';

/**
 * Puts a question to the client and passes its answer on. A reply that is none, an error, or a client that leaves counts as no answer: nothing hangs,
 * and nothing is approved by mistake (C6).
 */
export async function askClient(
  connection: ClientConnection,
  conversationId: string,
  open: OpenQuestion,
): Promise<void> {
  if (open.settled.aborted) return;
  open.taken();
  try {
    open.answer(await ask(connection, conversationId, open));
  } catch {
    open.unanswered();
  }
}

async function ask(
  connection: ClientConnection,
  conversationId: string,
  { question, settled }: OpenQuestion,
): Promise<ReviewDecision> {
  const { callId, reason } = question;
  if (question.kind === 'command') {
    const { command, cwd } = question;
    const params = { conversationId, callId, command: [...command], cwd, reason };
    const reply = await connection.request('execCommandApproval', params, settled);
    return ExecCommandApprovalResponse().parse(reply).decision;
  }
  const { changes, grantRoot } = question;
  const params = { conversationId, callId, fileChanges: { ...changes }, reason, grantRoot };
  const reply = await connection.request('applyPatchApproval', params, settled);
  return ApplyPatchApprovalResponse().parse(reply).decision;
}

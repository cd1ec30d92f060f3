import { ApplyPatchApprovalResponse, ExecCommandApprovalResponse } from '../../../protocol/v1/approvals.js';
import type { OpenQuestion, Question } from '../../core/conversation/approvals.js';
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
  const { question } = open;
  try {
    const reply = await connection.request(METHODS[question.kind], paramsOf(conversationId, question), open.settled);
    const schema = question.kind === 'command' ? ExecCommandApprovalResponse() : ApplyPatchApprovalResponse();
    open.answer(schema.parse(reply).decision);
  } catch {
    open.unanswered();
  }
}

const METHODS = { command: 'execCommandApproval', patch: 'applyPatchApproval' } as const;

function paramsOf(conversationId: string, question: Question): object {
  const { callId, reason } = question;
  if (question.kind === 'command')
    return { conversationId, callId, command: question.command, cwd: question.cwd, reason };
  return { conversationId, callId, fileChanges: question.changes, reason, grantRoot: question.grantRoot };
}

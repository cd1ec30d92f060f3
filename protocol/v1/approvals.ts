import * as z from 'zod';
import { family, serverRequest } from '../declare.js';
import { ConversationId } from '../rollout/ids.js';
import { fileChanges } from '../rollout/patch-events.js';
import { ReviewDecision } from '../rollout/policies.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION, WORKSPACE } from './examples.js';

export const ApplyPatchApprovalParams = named('ApplyPatchApprovalParams', 'Params of `applyPatchApproval`.', () =>
  z.object({
    conversationId: ConversationId(),
    callId: z.string().describe('The same id as in `apply_patch_approval_request` and the events that follow.'),
    fileChanges: fileChanges().describe('By absolute path.'),
    reason: z.string().optional(),
    grantRoot: z.string().optional().describe('A folder that may be written for the rest of the session.'),
  }),
);
export type ApplyPatchApprovalParams = Infer<typeof ApplyPatchApprovalParams>;

export const ApplyPatchApprovalResponse = named('ApplyPatchApprovalResponse', 'Result of `applyPatchApproval`.', () =>
  z.object({ decision: ReviewDecision() }),
);
export type ApplyPatchApprovalResponse = Infer<typeof ApplyPatchApprovalResponse>;

export const ExecCommandApprovalParams = named('ExecCommandApprovalParams', 'Params of `execCommandApproval`.', () =>
  z.object({
    conversationId: ConversationId(),
    callId: z.string().describe('The same id as in `exec_approval_request` and the events that follow.'),
    command: z.array(z.string()),
    cwd: z.string(),
    reason: z.string().optional().describe('The reason of the model, or the reason for a second approval.'),
  }),
);
export type ExecCommandApprovalParams = Infer<typeof ExecCommandApprovalParams>;

export const ExecCommandApprovalResponse = named(
  'ExecCommandApprovalResponse',
  'Result of `execCommandApproval`.',
  () => z.object({ decision: ReviewDecision() }),
);
export type ExecCommandApprovalResponse = Infer<typeof ExecCommandApprovalResponse>;

export const approvals = family({
  applyPatchApproval: serverRequest({
    doc: 'Asks the user whether a patch may be applied. An error, or a reply that cannot be read, counts as `denied`.',
    params: ApplyPatchApprovalParams,
    result: ApplyPatchApprovalResponse,
    errors: [],
    order: 'The event `apply_patch_approval_request` comes before it.',
    example: {
      params: {
        conversationId: CONVERSATION,
        callId: 'call_28',
        fileChanges: { [`${WORKSPACE}/diary.md`]: { add: { content: 'Watered the roses.\n' } } },
      },
      result: { decision: 'approved' },
    },
  }),
  execCommandApproval: serverRequest({
    doc: 'Asks the user whether a command may run. An error, or a reply that cannot be read, counts as `denied`.',
    params: ExecCommandApprovalParams,
    result: ExecCommandApprovalResponse,
    errors: [],
    order: 'The event `exec_approval_request` comes before it.',
    example: {
      params: {
        conversationId: CONVERSATION,
        callId: 'call_9',
        command: ['npm', 'install'],
        cwd: WORKSPACE,
        reason: 'The tests need their dependencies.',
      },
      result: { decision: 'approved_for_session' },
    },
  }),
});

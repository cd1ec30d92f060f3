import * as z from 'zod';
import { family, request } from '../declare.js';
import { ConversationId } from '../rollout/ids.js';
import { fileChanges } from '../rollout/patch-events.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION, WORKSPACE } from '../v1/examples.js';

const base = () => ({
  approvalId: z.string(),
  callId: z.string().describe('The same id as in the events of the action.'),
  requestedAt: z.string().describe('ISO 8601 in UTC.'),
  reason: z.string().optional(),
});

export const OpenApproval = named('OpenApproval', 'A decision that the user has not made yet.', () =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('command'), ...base(), command: z.array(z.string()), cwd: z.string() }),
    z.object({
      kind: z.literal('patch'),
      ...base(),
      fileChanges: fileChanges().describe('By absolute path.'),
      grantRoot: z.string().optional().describe('A folder that may be written for the rest of the session.'),
    }),
  ]),
);
export type OpenApproval = Infer<typeof OpenApproval>;

export const ListApprovalsParams = named('ListApprovalsParams', 'Params of `turnwire/listApprovals`.', () =>
  z.object({ conversationId: ConversationId() }),
);
export type ListApprovalsParams = Infer<typeof ListApprovalsParams>;

export const ListApprovalsResponse = named('ListApprovalsResponse', 'Result of `turnwire/listApprovals`.', () =>
  z.object({ approvals: z.array(OpenApproval()).describe('In the order in which they were requested.') }),
);
export type ListApprovalsResponse = Infer<typeof ListApprovalsResponse>;

export const turnwireApprovals = family({
  'turnwire/listApprovals': request({
    doc: 'Lists the open approvals of a conversation. Each of them is sent to every subscriber; the first answer counts.',
    params: ListApprovalsParams,
    conversation: ['conversationId'],
    idempotent: true,
    result: ListApprovalsResponse,
    errors: ['conversation_not_found'],
    example: {
      params: { conversationId: CONVERSATION },
      result: {
        approvals: [
          {
            kind: 'command',
            approvalId: '0199a213-81c0-7800-8aa1-bbab2a035a54',
            callId: 'call_1',
            requestedAt: '2026-01-01T00:00:00.000Z',
            command: ['npm', 'test'],
            cwd: WORKSPACE,
          },
        ],
      },
    },
  }),
});

import type { Deviation } from '../deviations/deviation.js';

/** How approvals are asked for. */
export const approvals: readonly Deviation[] = [
  {
    aspect: 'wire',
    where:
      /^item\/\w+\/requestApproval: params\.(approvalId|reason|networkApprovalContext|additionalPermissions|proposedNetworkPolicyAmendments)$/,
    when: (theirs, ours) => theirs === undefined && ours === null,
    reason: 'A member that has nothing to say is null, not absent.',
  },
  {
    aspect: 'wire',
    where: /^item\/commandExecution\/requestApproval: params\.(proposedExecpolicyAmendment|availableDecisions\.\d)$/,
    reason: 'No rules are proposed, and every decision that counts is named (C403).',
  },
];

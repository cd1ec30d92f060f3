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
  {
    aspect: 'wire',
    where: /^thread\/status\/changed(: params\.status\.\w+)?$/,
    scenario: 'v2 approval of a command: cancelled',
    reason: 'The status of a thread says that it waits as long as the question is open (C451).',
  },
  {
    aspect: 'wire',
    where: /^(thread\/status\/changed|item\/completed commandExecution): moved$/,
    scenario: 'v2 permissions: for one command, declined',
    reason: 'The status of a thread says that it waits as long as the question is open (C451).',
  },
];

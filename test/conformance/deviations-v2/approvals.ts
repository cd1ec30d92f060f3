import { isDeepStrictEqual } from 'node:util';
import type { Deviation } from '../deviations/deviation.js';

const GRANULAR = /^v2 granular: /;

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
    scenario: /^v2 (permissions: for one command, declined|granular: )/,
    reason: 'The status of a thread says that it waits as long as the question is open (C451).',
  },
  {
    aspect: 'wire',
    where: /^item\/fileChange\/requestApproval: params\.(reason|grantRoot)$/,
    scenario: GRANULAR,
    when: (theirs) => theirs === null,
    reason: 'The question about a patch says where it writes, and offers that folder.',
  },
  {
    aspect: 'wire',
    where: /^item\/commandExecution\/requestApproval: params\.reason$/,
    scenario: 'v2 granular: a rule asks',
    reason: 'The reason says that a rule of the user wants the approval.',
  },
  {
    aspect: 'wire',
    where: /^mcpServer\/elicitation\/request: params\._meta\.tool_annotations$/,
    scenario: GRANULAR,
    when: (theirs, ours) => isDeepStrictEqual(theirs, {}) && ours === undefined,
    reason: 'Annotations of a tool that has none are left out.',
  },
  {
    aspect: 'model',
    where: /^request: input\.2\.output$/,
    scenario: /^v2 granular: (a patch is refused|a rule cannot ask)$/,
    reason: 'The refusal of a policy is said in the words of this server.',
  },
];

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AdditionalPermissionProfile } from './AdditionalPermissionProfile.js';
import type { CommandAction } from './CommandAction.js';
import type { CommandExecutionApprovalDecision } from './CommandExecutionApprovalDecision.js';
import type { CommandExecutionApprovalKind } from './CommandExecutionApprovalKind.js';
import type { ExecPolicyAmendment } from './ExecPolicyAmendment.js';
import type { LegacyAppPathString } from './LegacyAppPathString.js';
import type { NetworkApprovalContext } from './NetworkApprovalContext.js';
import type { NetworkPolicyAmendment } from './NetworkPolicyAmendment.js';

/** Params of `item/commandExecution/requestApproval`. */
export type CommandExecutionRequestApprovalParams = {
  kind: CommandExecutionApprovalKind;
  threadId: string;
  turnId: string;
  itemId: string;
  startedAtMs: number;
  approvalId: string | null;
  environmentId: string | null;
  reason: string | null;
  networkApprovalContext: NetworkApprovalContext | null;
  command: string | null;
  cwd: LegacyAppPathString | null;
  commandActions: CommandAction[] | null;
  additionalPermissions: AdditionalPermissionProfile | null;
  proposedExecpolicyAmendment: ExecPolicyAmendment | null;
  proposedNetworkPolicyAmendments: NetworkPolicyAmendment[] | null;
  availableDecisions: CommandExecutionApprovalDecision[] | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ExecPolicyAmendment } from './ExecPolicyAmendment.js';
import type { NetworkPolicyAmendment } from './NetworkPolicyAmendment.js';

/** The answer to the approval of a command. After `decline` the turn continues, after `cancel` it ends. */
export type CommandExecutionApprovalDecision = ("accept" | "acceptForSession" | "decline" | "cancel") | {
  acceptWithExecpolicyAmendment: {
    execpolicy_amendment: ExecPolicyAmendment;
  };
} | {
  applyNetworkPolicyAmendment: {
    network_policy_amendment: NetworkPolicyAmendment;
  };
};

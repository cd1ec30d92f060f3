// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CommandExecutionApprovalDecision } from './CommandExecutionApprovalDecision.js';

/** Result of `item/commandExecution/requestApproval`. */
export type CommandExecutionRequestApprovalResponse = {
  decision: CommandExecutionApprovalDecision;
};

import type { Scenario } from '../scenario.js';
import type { ThreadClient } from './client.js';

/** A scenario in the words of v2: the reference is 0.171. */
export type ThreadScenario = Scenario<ThreadClient>;

/** What a server asks. */
export const ASKS = {
  command: 'item/commandExecution/requestApproval',
  patch: 'item/fileChange/requestApproval',
  permissions: 'item/permissions/requestApproval',
  userInput: 'item/tool/requestUserInput',
  tool: 'item/tool/call',
  elicitation: 'mcpServer/elicitation/request',
} as const;

/** Asks for a question before each command. */
export const UNTRUSTED = { approvalPolicy: 'untrusted' };

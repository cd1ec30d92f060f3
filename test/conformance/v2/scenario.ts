import type { Scenario } from '../scenario.js';
import type { ThreadClient } from './client.js';

/** A scenario in the words of v2: the reference is 0.171. */
export type ThreadScenario = Scenario<ThreadClient> & {
  /** Started before the server, anew for each of the two. */
  readonly beside?: () => Promise<Beside>;
};

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

/** Servers on this machine that a scenario needs beside the model. */
export interface Beside extends AsyncDisposable {
  /** Tables of `config.toml`. */
  readonly config?: string;
  /** Variables that say to the reference, or to this server, where they are. */
  readonly env?: Readonly<Record<string, string>>;
}

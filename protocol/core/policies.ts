import { z } from 'zod';
import { type Infer, named } from '../define.js';

export const AskForApproval = named(
  'AskForApproval',
  'When a person is asked before a command runs: for everything not known to be safe, after a failure inside the sandbox, when the model asks for it, or never.',
  () => z.enum(['untrusted', 'on-failure', 'on-request', 'never']),
);
export type AskForApproval = Infer<typeof AskForApproval>;

export const SandboxMode = named('SandboxMode', 'How far commands may write.', () =>
  z.enum(['read-only', 'workspace-write', 'danger-full-access']),
);
export type SandboxMode = Infer<typeof SandboxMode>;

export const SandboxPolicy = named('SandboxPolicy', 'What commands may write and whether they reach the network.', () =>
  z.discriminatedUnion('mode', [
    z.object({ mode: z.literal('danger-full-access') }),
    z.object({ mode: z.literal('read-only') }),
    z.object({
      mode: z.literal('workspace-write'),
      writable_roots: z.array(z.string()).optional().describe('Folders beside the working directory that may be written.'),
      network_access: z.boolean(),
      exclude_tmpdir_env_var: z.boolean(),
      exclude_slash_tmp: z.boolean(),
    }),
  ]),
);
export type SandboxPolicy = Infer<typeof SandboxPolicy>;

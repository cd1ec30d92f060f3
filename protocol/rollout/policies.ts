import * as z from 'zod';
import { type Infer, named } from '../schema.js';

export const AskForApproval = named(
  'AskForApproval',
  'When a command needs an approval: when it is not known to be safe, after a failure inside the sandbox, when the model requests it, or never.',
  () => z.enum(['untrusted', 'on-failure', 'on-request', 'never']),
);
export type AskForApproval = Infer<typeof AskForApproval>;

export const ReviewDecision = named(
  'ReviewDecision',
  'The decision of the user: run it, run it and remember that for the session, refuse it, or end the turn.',
  () => z.enum(['approved', 'approved_for_session', 'denied', 'abort']),
);
export type ReviewDecision = Infer<typeof ReviewDecision>;

export const SandboxMode = named('SandboxMode', 'What commands may write.', () =>
  z.enum(['read-only', 'workspace-write', 'danger-full-access']),
);
export type SandboxMode = Infer<typeof SandboxMode>;

export const SandboxPolicy = named('SandboxPolicy', 'What commands may write and whether they reach the network.', () =>
  z.discriminatedUnion('mode', [
    z.object({ mode: z.literal('danger-full-access') }),
    z.object({ mode: z.literal('read-only') }),
    z.object({
      mode: z.literal('workspace-write'),
      writable_roots: z
        .array(z.string())
        .optional()
        .describe('Folders that may be written, besides the working directory.'),
      network_access: z.boolean().default(false).describe('Whether commands reach the network.'),
      exclude_tmpdir_env_var: z.boolean().default(false).describe('Keeps the folder named by TMPDIR read-only.'),
      exclude_slash_tmp: z.boolean().default(false).describe('Keeps /tmp read-only.'),
    }),
  ]),
);
export type SandboxPolicy = Infer<typeof SandboxPolicy>;

export const ReasoningEffort = named(
  'ReasoningEffort',
  'How much the model reasons before it answers: `minimal`, `low`, `medium`, `high`, or another word that the model knows (`none`, `xhigh`, …).',
  () => z.string().min(1),
);
export type ReasoningEffort = Infer<typeof ReasoningEffort>;

export const ReasoningSummary = named(
  'ReasoningSummary',
  'How much of its reasoning the model summarises for users.',
  () => z.enum(['auto', 'concise', 'detailed', 'none']),
);
export type ReasoningSummary = Infer<typeof ReasoningSummary>;

export const Verbosity = named('Verbosity', 'How much the model writes, if it offers the choice.', () =>
  z.enum(['low', 'medium', 'high']),
);
export type Verbosity = Infer<typeof Verbosity>;

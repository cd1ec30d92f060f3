import * as z from 'zod';
import type { Infer } from '../schema.js';
import { AbsolutePathBuf } from './json.js';
import { named } from './named.js';

export const AskForApproval = named(
  'AskForApproval',
  'When an action needs an approval: always, when the model needs more than the sandbox allows, by kind, or never.',
  () =>
    z.union([
      z.enum(['untrusted', 'on-request', 'never']),
      z.object({
        granular: z.object({
          sandbox_approval: z.boolean(),
          rules: z.boolean(),
          skill_approval: z.boolean().default(false),
          request_permissions: z.boolean().default(false),
          mcp_elicitations: z.boolean(),
        }),
      }),
    ]),
);
export type AskForApproval = Infer<typeof AskForApproval>;

export const ApprovalsReviewer = named(
  'ApprovalsReviewer',
  'Who answers approvals: the user, or a model that reviews them.',
  () => z.enum(['user', 'auto_review', 'guardian_subagent']),
);
export type ApprovalsReviewer = Infer<typeof ApprovalsReviewer>;

export const SandboxMode = named(
  'SandboxMode',
  'The name of a sandbox policy, for clients that do not need its details.',
  () => z.enum(['read-only', 'workspace-write', 'danger-full-access']),
);
export type SandboxMode = Infer<typeof SandboxMode>;

export const NetworkAccess = named('NetworkAccess', 'Whether an outer sandbox lets commands reach the network.', () =>
  z.enum(['restricted', 'enabled']),
);
export type NetworkAccess = Infer<typeof NetworkAccess>;

export const SandboxPolicy = named('SandboxPolicy', 'What commands may do without an approval.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('dangerFullAccess') }),
    z.object({ type: z.literal('readOnly'), networkAccess: z.boolean().default(false) }),
    z.object({ type: z.literal('externalSandbox'), networkAccess: NetworkAccess().default('restricted') }),
    z.object({
      type: z.literal('workspaceWrite'),
      writableRoots: z.array(AbsolutePathBuf()).default([]),
      networkAccess: z.boolean().default(false),
      excludeTmpdirEnvVar: z.boolean().default(false),
      excludeSlashTmp: z.boolean().default(false),
    }),
  ]),
);
export type SandboxPolicy = Infer<typeof SandboxPolicy>;

export const ReasoningEffort = named(
  'ReasoningEffort',
  'How much the model thinks: a word that the model knows, such as `low`, `medium` or `high`.',
  () => z.string(),
);
export type ReasoningEffort = Infer<typeof ReasoningEffort>;

export const ReasoningSummary = named('ReasoningSummary', 'How long the summary of the reasoning is.', () =>
  z.enum(['auto', 'concise', 'detailed', 'none']),
);
export type ReasoningSummary = Infer<typeof ReasoningSummary>;

export const Personality = named('Personality', 'A tone of the model. It is accepted and has no effect here.', () =>
  z.enum(['none', 'friendly', 'pragmatic']),
);
export type Personality = Infer<typeof Personality>;

export const ModeKind = named(
  'ModeKind',
  '`plan`: the model writes a plan and changes nothing. `default`: it does the work.',
  () => z.enum(['plan', 'default']),
);
export type ModeKind = Infer<typeof ModeKind>;

export const Settings = named(
  'Settings',
  'Settings of a collaboration mode; `developer_instructions: null` means the built-in text.',
  () =>
    z.object({
      model: z.string(),
      reasoning_effort: ReasoningEffort().nullable().default(null),
      developer_instructions: z.string().nullable().default(null),
    }),
);
export type Settings = Infer<typeof Settings>;

export const CollaborationMode = named(
  'CollaborationMode',
  'How user and model work together, with the settings of that mode.',
  () => z.object({ mode: ModeKind(), settings: Settings() }),
);
export type CollaborationMode = Infer<typeof CollaborationMode>;

export const MultiAgentMode = named('MultiAgentMode', 'When the model may start other agents.', () =>
  z.union([z.enum(['explicitRequestOnly', 'proactive']), z.object({ custom: z.string() })]),
);
export type MultiAgentMode = Infer<typeof MultiAgentMode>;

export const ActivePermissionProfile = named(
  'ActivePermissionProfile',
  'The permission profile that a thread runs under, and the one that it is based on.',
  () => z.object({ id: z.string(), extends: z.string().nullable() }),
);
export type ActivePermissionProfile = Infer<typeof ActivePermissionProfile>;

/** The values that clients write. `on-failure` of older clients means `on-request`. */
export const givenPolicy = () => z.union([AskForApproval(), z.literal('on-failure')]);

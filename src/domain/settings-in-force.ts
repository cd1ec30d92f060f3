import type {
  ApprovalPolicy,
  PermissionProfile,
  ReasoningEffort,
  ReasoningSummary,
  SandboxPolicy,
} from './policies.js';

/** The settings of the next turn, as clients see them. */
export interface SettingsInForce {
  readonly cwd: string;
  /** The folders of the workspace. */
  readonly workspaceRoots: readonly string[];
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: SandboxPolicy;
  readonly permissionProfile: PermissionProfile | null;
  readonly model: string;
  /** The id of the provider. */
  readonly provider: string;
  readonly effort: ReasoningEffort | null;
  readonly summary: ReasoningSummary;
  readonly serviceTier: string | null;
  readonly mode: 'plan' | 'default';
  /** In place of the built-in instructions for the mode. */
  readonly modeInstructions: string | null;
}

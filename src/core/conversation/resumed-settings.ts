import {
  type ApprovalPolicy,
  type PermissionProfile,
  type SandboxPolicy,
  withWorkspaceRoots,
} from '../../domain/policies.js';
import type { SamplingSettings } from '../../domain/record.js';
import type { ConversationSettings, Settings, SettingsOverrides } from '../ports/index.js';
import { isAsStrict, stricterApproval, stricterSandbox } from './stricter.js';

/** Where a conversation was before it is resumed or forked. */
export interface Before {
  /** The settings of its last turn; undefined before its first turn. For a loaded conversation: the settings in force. */
  readonly recorded: Omit<SamplingSettings, 'provider'> | undefined;
  /** Where it began. */
  readonly cwd: string;
  /**
   * How its policies are used (C284). Those of a loaded conversation stay. Those in a rollout count only if they are stricter than the configuration; those in
   * a rollout from another folder do not count.
   */
  readonly policies: 'in-force' | 'stricter' | 'none';
  /** Settings of a loaded conversation that a rollout does not hold. */
  readonly permissionProfile?: PermissionProfile | undefined;
  readonly workspaceRoots?: readonly string[] | undefined;
}

export interface ResumedSettings {
  readonly settings: ConversationSettings;
  /** Sentences for users about recorded settings that were not used. */
  readonly findings: readonly string[];
}

/**
 * The settings of a resumed conversation: those of its last turn, unless the client sets others (C39). Policies count only as far as the configuration
 * allows them. Settings that a rollout does not hold, such as the provider, come from the present configuration.
 */
export function resumedSettings(
  configuration: Settings,
  overrides: SettingsOverrides,
  { recorded, cwd, policies, permissionProfile, workspaceRoots }: Before,
): ResumedSettings {
  const derived = configuration.derive(overrides);
  const overridesSandbox = Object.keys(overrides.config ?? {}).some((key) => key.startsWith('sandbox_'));
  const isOverridden = (param: keyof SettingsOverrides | undefined, ...keys: string[]): boolean =>
    (param !== undefined && overrides[param] != null) || keys.some((key) => overrides.config?.[key] != null);
  const profile = overrides.profile != null;
  const findings: string[] = [];

  const approvalPolicy = (): ConversationSettings['approvalPolicy'] => {
    if (!recorded || profile || isOverridden('approvalPolicy', 'approval_policy')) return derived.approvalPolicy;
    if (policies === 'in-force') return recorded.approvalPolicy;
    const allowed =
      policies === 'none' ? derived.approvalPolicy : stricterApproval(recorded.approvalPolicy, derived.approvalPolicy);
    if (allowed !== recorded.approvalPolicy)
      findings.push(notTaken('approval policy', inWordsOf(recorded.approvalPolicy), `\`${inWordsOf(allowed)}\``));
    return allowed;
  };

  const sandboxPolicy = (): SandboxPolicy => {
    const overridesProfile = isOverridden('permissions', 'default_permissions');
    if (!recorded || isOverridden('sandbox') || overridesSandbox || overridesProfile) return derived.sandboxPolicy;
    if (policies === 'in-force') return recorded.sandboxPolicy;
    const { sandboxPolicy: then } = recorded;
    const allowed = policies === 'none' ? derived.sandboxPolicy : stricterSandbox(then, derived.sandboxPolicy);
    if (isSame(allowed, derived.sandboxPolicy) && isSame(then, allowed)) return derived.sandboxPolicy;
    if (!isSame(allowed, then)) findings.push(notTaken('sandbox', then.mode, inWords(allowed)));
    return allowed;
  };

  const allowed = sandboxPolicy();
  const isDerived = allowed === derived.sandboxPolicy;
  const roots = derived.workspaceRoots ?? workspaceRoots;
  const newCwd = isOverridden('cwd') ? derived.cwd : (recorded?.cwd ?? cwd);
  const settings = {
    ...derived,
    workspaceRoots: roots,
    permissionProfile: isDerived ? derived.permissionProfile : permissionProfile,
    cwd: newCwd,
    model: !recorded || profile || isOverridden('model', 'model', 'profile') ? derived.model : recorded.model,
    approvalPolicy: approvalPolicy(),
    sandboxPolicy:
      isDerived || derived.workspaceRoots === undefined
        ? allowed
        : withWorkspaceRoots(allowed, newCwd, roots, workspaceRoots),
    effort:
      !recorded || profile || isOverridden(undefined, 'model_reasoning_effort') ? derived.effort : recorded.effort,
    summary:
      !recorded || profile || isOverridden(undefined, 'model_reasoning_summary') ? derived.summary : recorded.summary,
    serviceTier: isOverridden('serviceTier', 'service_tier')
      ? derived.serviceTier
      : (recorded?.serviceTier ?? derived.serviceTier),
  };
  return { settings, findings };
}

const isSame = (a: SandboxPolicy, b: SandboxPolicy): boolean => isAsStrict(a, b) && isAsStrict(b, a);

const inWordsOf = (policy: ApprovalPolicy): string => (typeof policy === 'string' ? policy : 'granular');

const notTaken = (what: string, then: string, now: string): string =>
  `The ${what} of the stored conversation (\`${then}\`) was not taken over, because the configuration does not allow it: ${now} is in force.`;

function inWords(policy: SandboxPolicy): string {
  if (policy.mode !== 'workspace-write') return `\`${policy.mode}\``;
  const roots = policy.writable_roots ?? [];
  const beside = roots.length > 0 ? `, beside it ${roots.join(', ')}` : '';
  return `\`workspace-write\` (the working directory${beside}; ${policy.network_access ? 'with' : 'no'} network)`;
}

import type { SandboxPolicy } from './policies.js';

/** What commands and patches may do beyond the sandbox. Paths are absolute and real. */
export interface ExtraPermissions {
  readonly network: boolean;
  readonly read: readonly string[];
  /** What may be written may be read as well. */
  readonly write: readonly string[];
}

/** The policy with more permissions, and with no others. */
export function withPermissions(policy: SandboxPolicy, { network, write }: ExtraPermissions): SandboxPolicy {
  if (policy.mode === 'danger-full-access' || (!network && write.length === 0)) return policy;
  const base: WorkspaceWrite =
    policy.mode === 'workspace-write' ? policy : { ...WITHOUT_ROOTS, unreadable: policy.unreadable };
  const granted = [...new Set([...(base.granted ?? []), ...write])];
  return {
    ...base,
    network_access: base.network_access || network,
    ...(granted.length > 0 ? { granted } : {}),
  };
}

type WorkspaceWrite = Extract<SandboxPolicy, { mode: 'workspace-write' }>;

/** A policy that lets commands write nothing, to add permissions to. */
const WITHOUT_ROOTS: WorkspaceWrite = {
  mode: 'workspace-write',
  network_access: false,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
  exclude_cwd: true,
};

import { below, MINIMAL, readLimits, type SandboxPolicy } from './policies.js';

/** What commands and patches may do beyond the sandbox. Paths are absolute and real. */
export interface ExtraPermissions {
  readonly network: boolean;
  readonly read: readonly string[];
  /** What may be written may be read as well. */
  readonly write: readonly string[];
}

/** The policy with more permissions, and with no others. */
export function withPermissions(allowed: SandboxPolicy, { network, read, write }: ExtraPermissions): SandboxPolicy {
  const policy = withReading(allowed, read);
  if (policy.mode === 'danger-full-access' || (!network && write.length === 0)) return policy;
  const base: WorkspaceWrite = policy.mode === 'workspace-write' ? policy : { ...WITHOUT_ROOTS, ...readLimits(policy) };
  const granted = [...new Set([...(base.granted ?? []), ...write])];
  return {
    ...base,
    network_access: base.network_access || network,
    ...(granted.length > 0 ? { granted } : {}),
  };
}

/**
 * For what the user lets run without the usual sandbox: all is allowed, but no more is read than before. What may be read may be written, but for
 * folders of the system.
 */
export function everythingReadable(policy: SandboxPolicy): SandboxPolicy {
  const limits = readLimits(policy);
  const base = policy.mode === 'workspace-write' ? policy : WITHOUT_ROOTS;
  const listed = limits.readable?.filter((path) => path !== MINIMAL);
  const roots = listed ? [...listed, ...(base.writable_roots ?? [])] : ['/'];
  return {
    ...base,
    ...limits,
    // The folders that are protected at the top of a root are no exceptions here.
    writable_roots: roots.flatMap((root) => [root, ...['.git', '.codex', '.agents'].map((name) => below(root, name))]),
    network_access: true,
    read_only: undefined,
  };
}

function withReading(policy: SandboxPolicy, read: readonly string[]): SandboxPolicy {
  if (policy.mode === 'danger-full-access' || policy.readable === undefined || read.length === 0) return policy;
  return { ...policy, readable: [...new Set([...policy.readable, ...read])] };
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

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
 * For commands that the user allows to run without the usual sandbox. Everything is allowed, but no more paths can be read than before. Readable paths can be
 * written, except folders of the system.
 */
export function everythingReadable(policy: SandboxPolicy): SandboxPolicy {
  const limits = readLimits(policy);
  const base = policy.mode === 'workspace-write' ? policy : WITHOUT_ROOTS;
  const listed = limits.readable?.filter((path) => path !== MINIMAL);
  const roots = listed ? [...listed, ...(base.writable_roots ?? [])] : ['/'];
  return {
    ...base,
    ...limits,
    // Here, the protected folders at the top of a root can be written too.
    writable_roots: roots.flatMap((root) => [root, ...['.git', '.codex', '.agents'].map((name) => below(root, name))]),
    network_access: true,
    read_only: undefined,
  };
}

function withReading(policy: SandboxPolicy, read: readonly string[]): SandboxPolicy {
  if (policy.mode === 'danger-full-access' || policy.readable === undefined || read.length === 0) return policy;
  return { ...policy, readable: [...new Set([...policy.readable, ...read])] };
}

/** What a list of rights grants. Paths are absolute. */
export interface Grants {
  readonly write: readonly string[];
  /** What stays read-only in what may be written. */
  readonly read: readonly string[];
  readonly network: boolean;
  readonly tmpdir: boolean;
  readonly slashTmp: boolean;
}

/** The policy of a list of rights for commands that start in `cwd`. */
export function policyOfGrants({ write, read, network, tmpdir, slashTmp }: Grants, cwd: string): RestrictedPolicy {
  if (write.length === 0 && !network && !tmpdir && !slashTmp) return { mode: 'read-only' };
  const roots = write.filter((path) => path !== cwd);
  return {
    mode: 'workspace-write',
    ...(roots.length > 0 ? { writable_roots: roots } : {}),
    network_access: network,
    exclude_tmpdir_env_var: !tmpdir,
    exclude_slash_tmp: !slashTmp,
    ...(write.includes(cwd) ? {} : { exclude_cwd: true }),
    ...(read.length > 0 ? { read_only: [...read] } : {}),
  };
}

type RestrictedPolicy = Exclude<SandboxPolicy, { mode: 'danger-full-access' }>;
type WorkspaceWrite = Extract<SandboxPolicy, { mode: 'workspace-write' }>;

/** A policy that lets commands write nothing, to add permissions to. */
const WITHOUT_ROOTS: WorkspaceWrite = {
  mode: 'workspace-write',
  network_access: false,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
  exclude_cwd: true,
};

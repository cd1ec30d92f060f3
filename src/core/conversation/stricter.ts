import {
  type ApprovalPolicy,
  type ApprovalWord,
  liesIn,
  type ReadLimits,
  readLimits,
  type SandboxPolicy,
} from '../../domain/policies.js';

/** The strictest first. */
const APPROVALS: readonly ApprovalWord[] = ['untrusted', 'on-request', 'on-failure', 'never'];
const MODES: readonly SandboxPolicy['mode'][] = ['read-only', 'workspace-write', 'danger-full-access'];

export function stricterApproval(a: ApprovalPolicy, b: ApprovalPolicy): ApprovalPolicy {
  return rankOf(a) <= rankOf(b) ? a : b;
}

/** What a granular policy does not allow to ask for is refused: it lets nothing run that `on-request` does not. */
const rankOf = (policy: ApprovalPolicy): number =>
  APPROVALS.indexOf(typeof policy === 'string' ? policy : 'on-request');

/** The policy that allows only what both allow. Paths are compared as texts, because a path may be a link. */
export function stricterSandbox(a: SandboxPolicy, b: SandboxPolicy): SandboxPolicy {
  const limits = bothLimits(readLimits(a), readLimits(b));
  if (a.mode !== 'workspace-write' || b.mode !== 'workspace-write') {
    const stricter = MODES.indexOf(a.mode) <= MODES.indexOf(b.mode) ? a : b;
    return stricter.mode === 'danger-full-access' ? stricter : { ...stricter, ...limits };
  }
  const roots = (a.writable_roots ?? []).filter((root) => b.writable_roots?.includes(root));
  const kept = [...new Set([...(a.read_only ?? []), ...(b.read_only ?? [])])];
  return {
    mode: 'workspace-write',
    ...(roots.length > 0 ? { writable_roots: roots } : {}),
    network_access: a.network_access && b.network_access,
    exclude_tmpdir_env_var: a.exclude_tmpdir_env_var || b.exclude_tmpdir_env_var,
    exclude_slash_tmp: a.exclude_slash_tmp || b.exclude_slash_tmp,
    ...(a.exclude_cwd || b.exclude_cwd ? { exclude_cwd: true } : {}),
    ...(kept.length > 0 ? { read_only: kept } : {}),
    ...limits,
  };
}

function bothLimits(a: ReadLimits, b: ReadLimits): ReadLimits {
  const hidden = [...new Set([...(a.unreadable ?? []), ...(b.unreadable ?? [])])];
  const [first, second] = [a.readable, b.readable];
  const readable = first && second ? [...inBoth(first, second), ...inBoth(second, first)] : (first ?? second);
  return {
    ...(hidden.length > 0 ? { unreadable: hidden } : {}),
    ...(readable ? { readable: [...new Set(readable)] } : {}),
  };
}

const inBoth = (paths: readonly string[], others: readonly string[]): string[] =>
  paths.filter((path) => others.some((other) => liesIn(path, other)));

/** Whether `a` allows nothing that `b` does not allow. */
export function isAsStrict(a: SandboxPolicy, b: SandboxPolicy): boolean {
  if (!isAsLimited(readLimits(a), readLimits(b))) return false;
  if (a.mode !== 'workspace-write' || b.mode !== 'workspace-write')
    return MODES.indexOf(a.mode) <= MODES.indexOf(b.mode);
  return (
    (a.writable_roots ?? []).every((root) => b.writable_roots?.includes(root)) &&
    (!a.network_access || b.network_access) &&
    (a.exclude_tmpdir_env_var || !b.exclude_tmpdir_env_var) &&
    (a.exclude_slash_tmp || !b.exclude_slash_tmp) &&
    ((a.exclude_cwd ?? false) || !b.exclude_cwd) &&
    (b.read_only ?? []).every((path) => a.read_only?.includes(path))
  );
}

function isAsLimited(a: ReadLimits, b: ReadLimits): boolean {
  if (!(b.unreadable ?? []).every((path) => a.unreadable?.includes(path))) return false;
  const { readable: wider } = b;
  return wider === undefined || (a.readable !== undefined && inBoth(a.readable, wider).length === a.readable.length);
}

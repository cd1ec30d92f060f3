import { join } from 'node:path';
import { isJsonObject } from '../../domain/json.js';
import { type Grants, policyOfGrants } from '../../domain/permissions.js';
import { limitsReading, MINIMAL, readLimits, type SandboxPolicy } from '../../domain/policies.js';

/*
 * A sandbox policy as the list of rights in which 0.171 keeps it. 0.44 has no word for most of it: `sandbox_policy` beside it is the stricter one.
 */

/** Folders of a workspace that stay read-only. */
const PROTECTED = ['.git', '.agents', '.codex', '.aws'];

/** Whether `sandbox_policy` says all of it. */
export const isPlain = (policy: SandboxPolicy): boolean =>
  !limitsReading(policy) &&
  (policy.mode !== 'workspace-write' || (!policy.exclude_cwd && (policy.read_only ?? []).length === 0));

type Access = 'read' | 'write' | 'deny';
type Entry = {
  readonly path:
    | { readonly type: 'path'; readonly path: string }
    | { readonly type: 'special'; readonly value: { readonly kind: string } };
  readonly access: Access;
  readonly missing_path_behavior?: 'skip';
};

export function permissionProfile(policy: SandboxPolicy, cwd: string): object {
  if (policy.mode === 'danger-full-access') return { type: 'disabled' };
  const { unreadable = [], readable } = readLimits(policy);
  const entries: Entry[] = [special('root', readable ? 'deny' : 'read')];
  for (const path of readable ?? []) entries.push(path === MINIMAL ? special('minimal', 'read') : plain(path, 'read'));
  if (policy.mode === 'workspace-write') {
    const roots = [...(policy.exclude_cwd ? [] : [cwd]), ...(policy.writable_roots ?? [])];
    const inEach = (name: string) =>
      roots.map((root): Entry => ({ ...plain(join(root, name), 'read'), missing_path_behavior: 'skip' }));
    entries.push(...PROTECTED.flatMap(inEach), ...roots.map((path) => plain(path, 'write')));
    if (!policy.exclude_slash_tmp) entries.push(special('slash_tmp', 'write'));
    if (!policy.exclude_tmpdir_env_var) entries.push(special('tmpdir', 'write'));
    entries.push(...(policy.read_only ?? []).map((path) => plain(path, 'read')));
  }
  entries.push(...unreadable.map((path) => plain(path, 'deny')));
  const network = policy.mode === 'workspace-write' && policy.network_access ? 'enabled' : 'restricted';
  return { type: 'managed', file_system: { type: 'restricted', entries: withoutDoubles(entries) }, network };
}

const special = (kind: string, access: Access): Entry => ({ path: { type: 'special', value: { kind } }, access });
const plain = (path: string, access: Access): Entry => ({ path: { type: 'path', path }, access });

/** One entry for a path, the last one: what may be written is read as well, and what is denied is neither. */
function withoutDoubles(entries: readonly Entry[]): Entry[] {
  const at = new Map<string, Entry>();
  for (const entry of entries) at.set(JSON.stringify(entry.path), entry);
  return [...at.values()];
}

/** The policy in such a list that was written here; undefined for anything else. */
export function policyIn(profile: unknown, cwd: string): SandboxPolicy | undefined {
  if (!isJsonObject(profile) || profile.type !== 'managed' || !isJsonObject(profile.file_system)) return undefined;
  const { entries } = profile.file_system;
  if (!Array.isArray(entries)) return undefined;
  const places = new Map<string, Access>();
  for (const entry of entries) {
    const [name, access] = read(entry);
    if (name === undefined) return undefined;
    if (access !== undefined) places.set(name, access);
  }
  const paths = (wanted: Access): string[] =>
    [...places].flatMap(([name, access]) => (access === wanted && name.startsWith('/') ? [name] : []));
  const isOpen = places.get('root') === 'read';
  const [unreadable, written] = [paths('deny'), paths('write')];
  const limits = {
    ...(unreadable.length > 0 ? { unreadable } : {}),
    ...(isOpen ? {} : { readable: [...(places.has('minimal') ? [MINIMAL] : []), ...paths('read'), ...written] }),
  };
  const grants: Grants = {
    write: written,
    read: paths('read'),
    network: profile.network === 'enabled',
    tmpdir: places.get('tmpdir') === 'write',
    slashTmp: places.get('slash_tmp') === 'write',
  };
  return { ...policyOfGrants(grants, cwd), ...limits };
}

const KINDS = ['root', 'minimal', 'tmpdir', 'slash_tmp'];
const ACCESSES: readonly unknown[] = ['read', 'write', 'deny'];

/** The name of an entry, and its access if that counts. Without a name, the entry cannot be understood. */
function read(entry: unknown): readonly [name?: string, access?: Access | undefined] {
  if (!isJsonObject(entry) || !isJsonObject(entry.path) || !ACCESSES.includes(entry.access)) return [];
  const { path, access } = entry as { path: Record<string, unknown>; access: Access };
  if (path.type === 'path' && typeof path.path === 'string' && path.path.startsWith('/'))
    return [path.path, entry.missing_path_behavior === 'skip' ? undefined : access];
  const kind = path.type === 'special' && isJsonObject(path.value) ? path.value.kind : undefined;
  return typeof kind === 'string' && KINDS.includes(kind) ? [kind, access] : [];
}

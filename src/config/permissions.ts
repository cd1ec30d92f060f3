import { homedir } from 'node:os';
import { isAbsolute, join, normalize, resolve } from 'node:path';
import * as z from 'zod';
import { type Grants, policyOfGrants } from '../domain/permissions.js';
import { MINIMAL, type PermissionProfile, type ReadLimits, type SandboxPolicy } from '../domain/policies.js';
import { isWithin } from '../os/real-path.js';
import { ConfigError } from './config-error.js';

const Access = z.enum(['read', 'write', 'deny', 'none']);
type Access = z.infer<typeof Access>;

/** `[permissions.<name>]`: what commands may do, as a table of paths. */
export const Permissions = z.lazy(() =>
  z.record(
    z.string(),
    z.looseObject({
      extends: z.string().optional(),
      description: z.string().optional(),
      filesystem: z.record(z.string(), z.union([Access, z.record(z.string(), Access)])).optional(),
      network: z.looseObject({ enabled: z.boolean().optional() }).optional(),
    }),
  ),
);
export type Permissions = z.infer<typeof Permissions>;
type Table = Permissions[string];

/** The profiles that need no table. */
const BUILT_IN: Readonly<Record<string, SandboxPolicy['mode']>> = {
  ':read-only': 'read-only',
  ':workspace': 'workspace-write',
  ':danger-full-access': 'danger-full-access',
};

export function builtInMode(id: string): SandboxPolicy['mode'] | undefined {
  return Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id] : undefined;
}

/** The two built-in profiles that others may extend, as tables. */
const TABLES: Readonly<Record<string, Table>> = {
  ':read-only': { filesystem: { ':root': 'read' } },
  ':workspace': {
    filesystem: { ':root': 'read', ':workspace_roots': { '.': 'write' }, ':tmpdir': 'write', ':slash_tmp': 'write' },
  },
};

export interface PermissionsPlace {
  readonly cwd: string;
  /** The folders of the workspace. */
  readonly roots: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface GrantedPermissions {
  readonly policy: SandboxPolicy;
  readonly profile: PermissionProfile;
  /** Its entries that have no effect here. */
  readonly notes: readonly string[];
}

/** The rights that a profile of the configuration grants. Throws `ConfigError`. */
export function grantedPermissions(id: string, tables: Permissions, place: PermissionsPlace): GrantedPermissions {
  const { entries, network } = flattened(id, tables, []);
  const keys = ['permissions', id, 'filesystem'];
  const accesses = new Map<string, Access>();
  const notes: string[] = [];
  for (const [base, below, access] of entries) {
    const places = placesOf(wholeTree(base), place, keys);
    const pattern = [wholeTree(base), wholeTree(below)].find((path) => /[*?[\]]/.test(path));
    if (pattern !== undefined)
      throw new ConfigError(`filesystem pattern \`${pattern}\` is not supported: name each path`, {
        keys: [...keys, base],
      });
    if (places === undefined) notes.push(`the path \`${base}\` is not known`);
    for (const path of places ?? []) accesses.set(normalize(join(path, wholeTree(below))), access);
  }
  const special = (name: string): Access | undefined => entries.findLast(([base]) => base === name)?.[2];
  const open = entries.filter(([base, , access]) => isDenied(access) && isKernels(base));
  if (open.length > 0)
    notes.push(`commands can read ${open.map(([base]) => `\`${base}\``).join(', ')}: reading is not restricted there`);
  const paths = (wanted: Access): string[] =>
    [...accesses].flatMap(([path, access]) => (access === wanted ? [path] : []));
  const grants: Grants = {
    write: paths('write'),
    // The root of the disk cannot be an exception in a writable folder.
    read: paths('read').filter((path) => resolve(path, '..') !== path),
    network,
    tmpdir: special(':tmpdir') === 'write',
    slashTmp: special(':slash_tmp') === 'write',
  };
  const allowed = policyOfGrants(grants, place.cwd);
  const temporary = temporaryPlaces(special, place.env);
  const limits = limitsOf(accesses, temporary, special(MINIMAL));
  for (const { name, path } of temporary.filter(({ path }) => limits.unreadable?.includes(path)))
    if (place.roots.some((root) => isWithin(root, path)))
      notes.push(`the workspace lies in \`${name}\`, which is denied`);
  return { policy: { ...allowed, ...limits }, profile: { id, extends: tables[id]?.extends ?? null }, notes };
}

/** A path stands for all that is below it as well. */
const wholeTree = (path: string): string => (path === '**' ? '.' : path.replace(/\/\*\*$/, ''));

const isDenied = (access: Access): boolean => access === 'deny' || access === 'none';

/** Folders that the sandbox makes for each command. */
const isKernels = (path: string): boolean =>
  ['/proc', '/dev'].some((folder) => path === folder || path.startsWith(`${folder}/`));

interface TemporaryPlace {
  readonly name: string;
  readonly path: string;
  readonly access: Access;
}

function temporaryPlaces(special: (name: string) => Access | undefined, env: NodeJS.ProcessEnv): TemporaryPlace[] {
  const places = [
    { name: ':tmpdir', path: isAbsolute(env.TMPDIR ?? '') ? resolve(env.TMPDIR ?? '') : undefined },
    { name: ':slash_tmp', path: process.platform === 'win32' ? undefined : '/tmp' },
  ];
  return places.flatMap(({ name, path }) => {
    const access = special(name);
    return path === undefined || access === undefined ? [] : [{ name, path, access }];
  });
}

/** What is not read. If the root of the disk is not granted, only granted paths are read. */
function limitsOf(
  accesses: ReadonlyMap<string, Access>,
  temporary: readonly TemporaryPlace[],
  minimal: Access | undefined,
): ReadLimits {
  const root = accesses.get(resolve('/'));
  const all = [...[...accesses].map(([path, access]) => ({ path, access })), ...temporary];
  const denied = all.filter(({ path, access }) => isDenied(access) && path !== resolve('/') && !isKernels(path));
  const named = denied.map(({ path }) => path);
  if (root !== undefined && !isDenied(root)) return named.length > 0 ? { unreadable: [...new Set(named)] } : {};
  const granted = all.filter(({ access }) => !isDenied(access));
  // A denied folder for temporary files is not read, unless a granted folder contains it. Its writable parts stay writable, as in 0.171.
  const apart = temporary.filter(
    ({ path, access }) =>
      isDenied(access) && !granted.some((other) => other.path !== path && isWithin(path, other.path)),
  );
  const isApart = (path: string): boolean => apart.some((place) => place.path === path);
  const readable = granted.filter(
    ({ path, access }) => access === 'write' || !apart.some((place) => isWithin(path, place.path)),
  );
  const unreadable = [...new Set(named.filter((path) => !isApart(path)))];
  return {
    ...(unreadable.length > 0 ? { unreadable } : {}),
    readable: [
      ...new Set([
        ...(minimal !== undefined && !isDenied(minimal) ? [MINIMAL] : []),
        ...readable.map(({ path }) => path),
      ]),
    ],
  };
}

/** Whether it can be read. */
export function isUsable(id: string, tables: Permissions): boolean {
  try {
    grantedPermissions(id, tables, { cwd: resolve('/'), roots: [], env: {} });
    return true;
  } catch (e) {
    if (!(e instanceof ConfigError)) throw e;
    return false;
  }
}

/** A path, what lies below it, and what may be done there. */
type Entry = readonly [base: string, below: string, access: Access];

/** Includes the base of the profile; its own entries count last. */
function flattened(
  id: string,
  tables: Permissions,
  below: readonly string[],
): { readonly entries: readonly Entry[]; readonly network: boolean } {
  const keys = ['permissions', id];
  if (below.includes(id)) {
    const cycle = [...below.slice(below.indexOf(id)), id].join(' -> ');
    throw new ConfigError(`permissions profile inheritance cycle detected: ${cycle}`, { keys });
  }
  const table = tableOf(id, tables, below);
  const parent =
    table.extends === undefined ? { entries: [], network: false } : flattened(table.extends, tables, [...below, id]);
  const own = Object.entries(table.filesystem ?? {}).flatMap(([base, value]): Entry[] =>
    typeof value === 'string'
      ? [[base, '.', value]]
      : Object.entries(value).map(([path, access]): Entry => [base, path, access]),
  );
  const isOwn = ([base, path]: Entry): boolean => own.some(([name, inner]) => name === base && inner === path);
  return {
    entries: [...parent.entries.filter((entry) => !isOwn(entry)), ...own],
    network: table.network?.enabled ?? parent.network,
  };
}

function tableOf(id: string, tables: Permissions, below: readonly string[]): Table {
  const above = below.at(-1);
  if (Object.hasOwn(TABLES, id)) return TABLES[id] as Table;
  if (Object.hasOwn(tables, id) && !id.startsWith(':')) return tables[id] as Table;
  if (above === undefined)
    throw new ConfigError(`default_permissions refers to undefined profile \`${id}\``, {
      keys: ['default_permissions'],
    });
  const keys = ['permissions', above, 'extends'];
  if (Object.hasOwn(BUILT_IN, id))
    throw new ConfigError(`permissions profile \`${above}\` cannot extend unsupported built-in profile \`${id}\``, {
      keys,
    });
  throw new ConfigError(`permissions profile \`${above}\` extends undefined profile \`${id}\``, { keys });
}

/** Undefined for a word that later versions may know. */
function placesOf(
  base: string,
  { roots, env }: PermissionsPlace,
  keys: readonly string[],
): readonly string[] | undefined {
  if (isAbsolute(base)) return [base];
  if (base === '~' || base.startsWith('~/')) return [join(env.HOME ?? homedir(), base.slice(1))];
  switch (base) {
    case ':root':
      return [resolve('/')];
    case ':workspace_roots':
    case ':project_roots':
      return roots;
    case ':minimal':
    case ':tmpdir':
    case ':slash_tmp':
      return [];
  }
  if (base.startsWith(':')) return undefined;
  throw new ConfigError(`filesystem path \`${base}\` must be absolute, use \`~/...\`, or start with \`:\``, {
    keys: [...keys, base],
  });
}

/** Names of our own begin with a colon. Throws `ConfigError`. */
export function checkNames(tables: Permissions): void {
  for (const id of Object.keys(tables).filter((name) => name.startsWith(':')))
    throw new ConfigError(`permissions profile \`${id}\` uses a reserved built-in profile prefix`, {
      keys: ['permissions', id],
    });
}

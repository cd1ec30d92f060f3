import { lstat, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { readLimits, type SandboxPolicy } from '../../domain/policies.js';
import { realPathOfOpen } from '../../os/open-regular-file.js';
import { foldersAbove, isWithin, realPath } from '../../os/real-path.js';
import { gitFolders } from './git-folders.js';
import { isMountPoint } from './mount-points.js';
import { readablePaths } from './readable-paths.js';
import { isKernels, secretsElsewhere } from './secrets.js';

/** The paths that a policy lets commands read and write. All paths are real: no links, no `..`. */
export interface WriteRules {
  readonly unrestricted: boolean;
  /** Parents before what is in them. The last rule whose path contains a path decides. Without such a rule, nothing may be written. */
  readonly rules: readonly WriteRule[];
  /**
   * Writable folders that must keep their names: a rule lies in them, and a command that moves such a folder away and puts another in its place gets
   * round that rule.
   */
  readonly pins: readonly string[];
  /** Names in writable folders that do not exist and must not be made. */
  readonly missing: readonly string[];
  /** Files and folders that are neither read nor written, also where nothing is yet; no rule lies in them. */
  readonly unreadable?: readonly string[] | undefined;
  /** True: only paths that the rules name are read, writable or not. Otherwise everything is read. */
  readonly onlyRules?: boolean | undefined;
}

export interface WriteRule {
  readonly path: string;
  readonly write: boolean;
}

/** Folders at the top of a writable root from which other programs take what they run. */
const GUARDED = ['.git', '.codex', '.agents'];

export interface WriteRuleSources {
  /** The folder that the policy calls the workspace. */
  readonly policyCwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly codexHome: string;
  /** The workspace and the named roots are real paths: what is reached by a link now has been replaced. */
  readonly pinned?: boolean | undefined;
  /** Real paths of programs of our own, which a command may run under every policy. */
  readonly programs?: readonly string[] | undefined;
}

export async function writeRules(policy: SandboxPolicy, sources: WriteRuleSources): Promise<WriteRules> {
  const nothing = { rules: [], pins: [], missing: [], unreadable: [] };
  if (policy.mode === 'danger-full-access') return { ...nothing, unrestricted: true };
  const { unreadable: denied = [], readable } = readLimits(policy);
  const hidden = await realPaths(denied, sources.policyCwd);
  const unreadable = outermost(hidden.map(({ path }) => path));
  const existing = outermost(hidden.flatMap(({ path, exists }) => (exists ? [path] : [])));
  if (policy.mode === 'read-only' && readable === undefined) return { ...nothing, unrestricted: false, unreadable };
  const { named, roots } = await rootsOf(policy, sources);
  const shown = readable && (await readablePaths(readable, { ...sources, roots }));
  const writes = new Map([
    ...(shown ?? []).map((path) => [path, false] as const),
    ...roots.map((root) => [root, true] as const),
  ]);
  for (const path of await gitHoles(roots, named)) writes.set(path, false);
  const kept = policy.mode === 'workspace-write' ? (policy.read_only ?? []) : [];
  const holes = [...(await realPaths(kept, sources.policyCwd)), ...hidden];
  // A rule for an exception elsewhere would show a path that must stay hidden.
  const isShown = (path: string): boolean => !shown || [...shown, ...roots].some((folder) => isWithin(path, folder));
  for (const { path, exists } of holes) if (exists && isShown(path)) writes.set(path, false);
  // A program that can write to the home can change the settings of the next server.
  const home = await realPath(sources.codexHome);
  if (home.exists && roots.some((root) => isWithin(home.path, root))) writes.set(home.path, false);
  const isHidden = (path: string): boolean => existing.some((folder) => isWithin(path, folder));
  const rules = [...writes]
    .filter(([path]) => !isHidden(path))
    .map(([path, write]) => ({ path, write }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const places = [
    ...writes.keys(),
    ...(home.exists ? [home.path] : []),
    ...(await secretsElsewhere(sources.codexHome)),
  ];
  const unmade = holes.flatMap(({ path, exists }) => (exists ? [] : [path]));
  const missing = [...(await missingGuarded(roots, named)), ...unmade].filter(
    (path) => !isHidden(path) && (isWritable(path, rules) || isMountPoint(path)),
  );
  const pins = pinsFor(places, rules).filter((path) => !isHidden(path));
  return { unrestricted: false, rules, pins, missing, unreadable, onlyRules: shown !== undefined };
}

/**
 * Whether the rules let a path be written, made, replaced or removed. It must be real: it is not looked up again, so that a folder which is swapped for a
 * link meanwhile changes nothing about the answer.
 */
export function canWrite(path: string, { unrestricted, rules, missing, unreadable = [] }: WriteRules): boolean {
  if (unrestricted) return true;
  if (unreadable.some((folder) => isWithin(path, folder))) return false;
  return !isKernels(path) && isWritable(path, rules) && !missing.some((guarded) => isWithin(path, guarded));
}

/** Whether the policy lets the model see a real path. */
export function isReadable(path: string, { rules, unreadable = [], onlyRules = false }: WriteRules): boolean {
  if (unreadable.some((folder) => isWithin(path, folder))) return false;
  return !onlyRules || rules.some((rule) => isWithin(path, rule.path));
}

/** Like `isReadable`, but for an open file: the present target of its path does not matter. */
export function isOpenReadable(fd: number, path: string, rules: WriteRules): boolean {
  const real = realPathOfOpen(fd, path);
  return real !== undefined && isReadable(real, rules);
}

const realPaths = (paths: readonly string[], cwd: string) =>
  Promise.all(paths.map((path) => realPath(resolve(cwd, path))));

/** Without those that lie in another one. The kernel's are made anew for each command. */
const outermost = (paths: readonly string[]): string[] =>
  [...new Set(paths)].filter(
    (path) =>
      !isKernels(path) &&
      path !== '/' &&
      path !== '' &&
      !paths.some((other) => other !== path && isWithin(path, other)),
  );

function isWritable(path: string, rules: readonly WriteRule[]): boolean {
  return rules.findLast((rule) => isWithin(path, rule.path))?.write ?? false;
}

async function rootsOf(policy: SandboxPolicy, sources: WriteRuleSources) {
  if (policy.mode !== 'workspace-write') return { named: [], roots: [] };
  const granted = policy.granted ?? [];
  const named = [...(policy.writable_roots ?? []).map((root) => resolve(sources.policyCwd, root)), ...granted];
  const pinned = [...(sources.pinned ? [sources.policyCwd, ...named] : []), ...granted];
  return { named, roots: await existingRoots([...named, ...implied(policy, sources)], { pinned, granted }) };
}

function implied(policy: SandboxPolicy & { mode: 'workspace-write' }, { policyCwd, env }: WriteRuleSources): string[] {
  const temporary = env.TMPDIR ?? '';
  return [
    ...(policy.exclude_cwd ? [] : [resolve(policyCwd)]),
    ...(policy.exclude_slash_tmp || process.platform === 'win32' ? [] : ['/tmp']),
    ...(policy.exclude_tmpdir_env_var || !isAbsolute(temporary) ? [] : [temporary]),
  ];
}

/**
 * The real paths of the roots that exist. A root does not count if its path has a link that a command could have made. Otherwise one command could put a link
 * to the home folder in the place of a missing root, and the next one could write there.
 */
async function existingRoots(
  spelled: readonly string[],
  { pinned, granted }: { readonly pinned: readonly string[]; readonly granted: readonly string[] },
): Promise<string[]> {
  const all = await Promise.all(spelled.map(realPath));
  const found = all.filter(({ links }, at) => links.length === 0 || !pinned.includes(spelled[at] ?? ''));
  const roots = await Promise.all(
    found.map(async (root) => ({
      ...root,
      exists: root.exists && !isKernels(root.path) && (await isRoot(root.path, granted.includes(root.path))),
    })),
  );
  const real = roots.filter(({ exists }) => exists);
  const trusted = real.filter(({ links }) => !links.some((link) => real.some(({ path }) => isWithin(link, path))));
  return [...new Set(trusted.map(({ path }) => path))];
}

/**
 * The git folders in the roots, those of repositories around a root included. A root that the configuration names and that is itself one of
 * them is meant to be written: that is how the user lets commits happen.
 */
async function gitHoles(roots: readonly string[], named: readonly string[]): Promise<string[]> {
  const inRoots = (path: string): boolean => roots.some((root) => isWithin(path, root));
  const places = new Set(roots.flatMap((root) => [root, ...foldersAbove(root).filter(inRoots)]));
  const found = new Set((await Promise.all([...places].map(guardedFolders))).flat().filter(inRoots));
  const granted = (await Promise.all(named.map(realPath))).map(({ path }) => path).filter((path) => found.has(path));
  return [...found].filter((path) => !isMountPoint(path) && !granted.some((root) => isWithin(path, root)));
}

/** Where there is no `.git`, `.codex` or `.agents`, a command may not make one (C221), unless the configuration names it as a root. */
async function missingGuarded(roots: readonly string[], named: readonly string[]): Promise<string[]> {
  const paths = roots.flatMap((root) => GUARDED.map((name) => join(root, name)));
  const found = await Promise.all(
    paths.map((path) =>
      lstat(path).then(
        () => isMountPoint(path),
        (e: NodeJS.ErrnoException) => e.code === 'ENOENT',
      ),
    ),
  );
  return paths.filter((path, at) => found[at] && !named.includes(path));
}

async function guardedFolders(folder: string): Promise<string[]> {
  const others = await Promise.all(GUARDED.slice(1).map((name) => realPath(join(folder, name))));
  return [...(await gitFolders(folder)), ...others.filter(({ exists }) => exists).map(({ path }) => path)];
}

function pinsFor(kept: readonly string[], rules: readonly WriteRule[]): string[] {
  const ruled = new Set(rules.map(({ path }) => path));
  const above = new Set(kept.flatMap(foldersAbove));
  return [...above].filter((path) => !ruled.has(path) && isWritable(path, rules)).sort();
}

/** A folder; the user can also grant a single file. */
async function isRoot(path: string, mayBeFile: boolean): Promise<boolean> {
  try {
    const stats = await stat(path);
    return stats.isDirectory() || (mayBeFile && stats.isFile());
  } catch {
    return false;
  }
}

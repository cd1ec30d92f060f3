import { lstat, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { SandboxPolicy } from '../../../protocol/rollout/policies.js';
import { foldersAbove, isWithin, realPath } from '../../os/real-path.js';
import { gitFolders } from './git-folders.js';
import { isKernels, secretsElsewhere } from './secrets.js';

/** What a policy lets commands write. All paths are real: no links, no `..`. */
export interface WriteRules {
  readonly unrestricted: boolean;
  /** Parents before what is in them. The last rule that holds a path decides; where none does, nothing may be written. */
  readonly rules: readonly WriteRule[];
  /**
   * Writable folders that must keep their names: a rule lies in them, and whoever moves such a folder away and puts another in its place gets
   * round that rule.
   */
  readonly pins: readonly string[];
}

export interface WriteRule {
  readonly path: string;
  readonly write: boolean;
}

/** Folders at the top of a writable root from which other programs take what they run. */
const GUARDED = ['.git', '.codex', '.agents'];

/** Guarded folders that are not there (C221): a command may make them, and then the user must know. */
export async function missingGuarded({ rules }: WriteRules): Promise<string[]> {
  const roots = rules.filter(({ write }) => write).map(({ path }) => path);
  const paths = roots.flatMap((root) => GUARDED.map((name) => join(root, name)));
  return existing(paths, false);
}

/** Those of the paths that exist, or those that do not. */
export async function existing(paths: readonly string[], wanted = true): Promise<string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      lstat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, at) => found[at] === wanted);
}

export interface WriteRuleSources {
  /** The folder that the policy calls the workspace. */
  readonly policyCwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly codexHome: string;
}

export async function writeRules(policy: SandboxPolicy, sources: WriteRuleSources): Promise<WriteRules> {
  if (policy.mode === 'danger-full-access') return { unrestricted: true, rules: [], pins: [] };
  if (policy.mode === 'read-only') return { unrestricted: false, rules: [], pins: [] };
  const named = (policy.writable_roots ?? []).map((root) => resolve(sources.policyCwd, root));
  const roots = await existingRoots([...named, ...implied(policy, sources)]);
  const writes = new Map(roots.map((root) => [root, true]));
  for (const path of await gitHoles(roots, named)) writes.set(path, false);
  // Whoever can write the home has the next server run under settings of their own.
  const home = await realPath(sources.codexHome);
  if (home.exists && roots.some((root) => isWithin(home.path, root))) writes.set(home.path, false);
  const rules = [...writes].map(([path, write]) => ({ path, write })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const kept = [...writes.keys(), ...(home.exists ? [home.path] : []), ...(await secretsElsewhere(sources.codexHome))];
  return { unrestricted: false, rules, pins: pinsFor(kept, rules) };
}

/**
 * Whether the rules let a path be written, made, replaced or removed. It must be real: it is not looked up again, so that a folder which is swapped for a
 * link meanwhile changes nothing about the answer.
 */
export function canWrite(path: string, { unrestricted, rules }: WriteRules): boolean {
  return unrestricted || (!isKernels(path) && isWritable(path, rules));
}

function isWritable(path: string, rules: readonly WriteRule[]): boolean {
  return rules.findLast((rule) => isWithin(path, rule.path))?.write ?? false;
}

function implied(policy: SandboxPolicy & { mode: 'workspace-write' }, { policyCwd, env }: WriteRuleSources): string[] {
  const temporary = env.TMPDIR ?? '';
  return [
    resolve(policyCwd),
    ...(policy.exclude_slash_tmp || process.platform === 'win32' ? [] : ['/tmp']),
    ...(policy.exclude_tmpdir_env_var || !isAbsolute(temporary) ? [] : [temporary]),
  ];
}

/**
 * The real paths of the roots that exist. A root that is reached by a link which a command could have made is none: else the first command
 * puts a link to the home folder where a root was missing, and the second one writes there.
 */
async function existingRoots(spelled: readonly string[]): Promise<string[]> {
  const found = await Promise.all(spelled.map(realPath));
  const roots = await Promise.all(
    found.map(async (root) => ({
      ...root,
      exists: root.exists && !isKernels(root.path) && (await isFolder(root.path)),
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
  return [...found].filter((path) => !granted.some((root) => isWithin(path, root)));
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

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

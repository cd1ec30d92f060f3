import { readlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MINIMAL } from '../../domain/policies.js';
import { isWithin, realPath } from '../../os/real-path.js';
import { isKernels, secretNames } from './secrets.js';

/** The folders of the system that programs need; those of Linux as in the reference. */
const SYSTEM: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    ...['/bin', '/etc', '/lib', '/lib64', '/sbin', '/usr', '/nix/store', '/run/current-system/sw'],
    '/etc/resolv.conf', // often a link to where a service keeps it; without it, hosts have no addresses
  ],
  darwin: [
    ...['/System', '/bin', '/sbin', '/usr', '/etc', '/Library/Apple', '/Library/Developer', '/Library/Frameworks'],
    ...['/private/var/db/timezone', '/private/var/db/dyld', '/private/var/select'],
  ],
};

const spelledPaths = (readable: readonly string[], cwd: string): string[] =>
  readable.flatMap((path) => (path === MINIMAL ? (SYSTEM[process.platform] ?? []) : [resolve(cwd, path)]));

interface Sources {
  /** Relative paths start here. */
  readonly policyCwd: string;
  readonly codexHome: string;
  /** Named paths are real ones: what is reached by a link now has been replaced. */
  readonly pinned?: boolean | undefined;
  /** Real paths of programs of our own. */
  readonly programs?: readonly string[] | undefined;
  /** What may be written; what lies in it is read anyway. */
  readonly roots: readonly string[];
}

/** What an allow-list lets commands read beside what they may write: real paths that exist. */
export async function readablePaths(readable: readonly string[], sources: Sources): Promise<string[]> {
  const { policyCwd, codexHome, pinned = false, programs = [], roots } = sources;
  const system = new Set(spelledPaths([MINIMAL], policyCwd));
  const spelled = [...spelledPaths(readable, policyCwd), ...programs];
  const home = (await realPath(codexHome)).path;
  const isSecret = secretNames(home);
  const inRoot = (path: string): boolean => roots.some((root) => isWithin(path, root));
  const found = await Promise.all(
    spelled.map(async (name) => ({ ...(await realPath(name)), pinned: pinned && !system.has(name) })),
  );
  const shown = found.flatMap(({ path, exists, links, pinned: mayHaveNone }) => {
    if (!exists || path === '/' || isKernels(path) || inRoot(path)) return [];
    // A command could have made the link, to see what is behind it.
    if (links.some(inRoot) || (mayHaveNone && links.length > 0)) return [];
    return path !== home && isWithin(path, home) && isSecret(path.slice(home.length + 1)) ? [] : [path];
  });
  return [...new Set(shown)].filter((path) => !shown.some((other) => other !== path && isWithin(path, other)));
}

/** Links on the paths to readable files. Without them, other names of a path would not work, because the parents are not shown. */
export async function linksTo(
  names: readonly string[],
  cwd: string,
  rules: readonly { readonly path: string }[],
): Promise<{ readonly path: string; readonly target: string }[]> {
  const found = await Promise.all(spelledPaths(names, cwd).map(realPath));
  const links = new Set(found.flatMap((each) => each.links));
  const apart = [...links].filter((link) => !rules.some(({ path }) => isWithin(link, path)));
  return Promise.all(apart.map(async (path) => ({ path, target: await readlink(path) })));
}

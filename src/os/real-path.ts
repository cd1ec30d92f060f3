import { lstat, readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';

export interface RealPath {
  /** Empty, and so in no folder at all, when it leads in a circle. */
  readonly path: string;
  readonly exists: boolean;
  /** Where each symbolic link on the way lies. */
  readonly links: readonly string[];
}

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * Where a path leads, as far as it exists and beyond. `fs.realpath` gives up on a path whose end is missing, and with it on a link to a file
 * that is yet to be made.
 */
export async function realPath(path: string): Promise<RealPath> {
  const full = resolve(path);
  if (await isReal(full)) return { path: full, exists: true, links: [] };
  let current = parse(full).root;
  const ahead = namesOf(full.slice(current.length));
  const links: string[] = [];
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    if (name === '..') {
      current = dirname(current);
      continue;
    }
    const next = join(current, name);
    const target = await linkTarget(next);
    if (target === undefined) {
      current = next;
      continue;
    }
    links.push(next);
    if (links.length > MAX_LINKS) return { path: '', exists: false, links };
    if (isAbsolute(target)) current = parse(target).root;
    ahead.unshift(...namesOf(target));
  }
  return { path: current, exists: await exists(current), links };
}

/** Whether `path` is `folder` or lies in it; both absolute and normalised. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The folders that hold `path`, from the nearest to the root. */
export function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...foldersAbove(parent)];
}

/** The usual case, for the price of one call. */
async function isReal(path: string): Promise<boolean> {
  try {
    return (await realpath(path)) === path;
  } catch {
    return false;
  }
}

function namesOf(path: string): string[] {
  return path.split(sep).filter((name) => name !== '' && name !== '.');
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch {
    return undefined; // no link, missing, or out of reach: there is nothing to follow
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { lstat, readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';

export interface RealPath {
  /** Empty, and so in no folder at all, when it leads in a circle. */
  readonly path: string;
  readonly exists: boolean;
  /** Where each symbolic link on the way lies. */
  readonly links: readonly string[];
}

/** The number of links that Linux follows. */
const MAX_LINKS = 40;

/**
 * Where a path leads, as far as it exists and beyond. `fs.realpath` fails for a path whose last part is missing, so also for a link to a file that does not
 * exist yet.
 */
export function realPath(path: string): Promise<RealPath> {
  return follow(path, true);
}

/** The same for the name itself: links in its folders are followed, and what the last part leads to does not matter. */
export function realName(path: string): Promise<RealPath> {
  return follow(path, false);
}

/** As `realPath`. */
export function realPathSync(path: string): RealPath {
  const full = resolve(path);
  if (attempt(() => realpathSync.native(full)) === full) return { path: full, exists: true, links: [] };
  const steps = walk(full, true);
  let step = steps.next();
  while (!step.done) {
    const next = step.value;
    step = steps.next(attempt(() => readlinkSync(next)));
  }
  const { path: end } = step.value;
  return { ...step.value, exists: attempt(() => lstatSync(end)) !== undefined };
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

async function follow(path: string, followLast: boolean): Promise<RealPath> {
  const full = resolve(path);
  // The usual case needs only one call.
  if ((await settle(realpath(full))) === full) return { path: full, exists: true, links: [] };
  const steps = walk(full, followLast);
  let step = steps.next();
  // No link, missing, or out of reach: there is nothing to follow.
  while (!step.done) step = steps.next(await settle(readlink(step.value)));
  return { ...step.value, exists: (await settle(lstat(step.value.path))) !== undefined };
}

/** Yields each part of the path; the caller answers with the target of the link there, if there is one. */
function* walk(full: string, followLast: boolean): Generator<string, Omit<RealPath, 'exists'>, string | undefined> {
  let current = parse(full).root;
  const ahead = namesOf(full.slice(current.length));
  const links: string[] = [];
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    if (name === '..') {
      current = dirname(current);
      continue;
    }
    const next = join(current, name);
    const target = ahead.length > 0 || followLast ? yield next : undefined;
    if (target === undefined) {
      current = next;
      continue;
    }
    links.push(next);
    if (links.length > MAX_LINKS) return { path: '', links };
    if (isAbsolute(target)) current = parse(target).root;
    ahead.unshift(...namesOf(target));
  }
  return { path: current, links };
}

function namesOf(path: string): string[] {
  return path.split(sep).filter((name) => name !== '' && name !== '.');
}

function settle<T>(result: Promise<T>): Promise<T | undefined> {
  return result.catch(() => undefined);
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}

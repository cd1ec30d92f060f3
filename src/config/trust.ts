import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { foldersAbove, isWithin } from '../os/real-path.js';

/** `[projects."<folder>"]` of the configuration. */
export type Projects = Readonly<Record<string, { readonly trust_level?: string | undefined }>>;

/** The folder that a working directory belongs to, and whether the user trusts it to choose programs. */
export interface Project {
  /** The top of the repository, or else the working directory; real. */
  readonly folder: string;
  readonly isTrusted: boolean;
}

export const trustsAny = (projects: Projects): boolean =>
  Object.values(projects).some(({ trust_level: level }) => level === 'trusted');

/** An entry for the working directory itself counts before an entry for the repository. */
export function projectOf(cwd: string, projects: Projects = {}): Project {
  const folder = real(cwd);
  if (folder === undefined) return { folder: cwd, isTrusted: false };
  const top = [folder, ...foldersAbove(folder)].find((each) => existsSync(join(each, '.git'))) ?? folder;
  const levels = new Map(Object.entries(projects).map(([path, { trust_level }]) => [real(path), trust_level]));
  return { folder: top, isTrusted: (levels.get(folder) ?? levels.get(top)) === 'trusted' };
}

/**
 * The folders of a `PATH` that may choose a program (C304): absolute ones, and none in a project that is not trusted. The home of the user and the folders
 * above it do not count as projects, because the programs of the user may be there.
 */
export function safePath(path: string | undefined, { folder, isTrusted }: Project): string | undefined {
  if (path === undefined) return undefined;
  const isProject = !isTrusted && !isWithin(real(homedir()) ?? homedir(), folder);
  const isSafe = (entry: string): boolean =>
    isAbsolute(entry) && !(isProject && (isWithin(entry, folder) || isWithin(real(entry) ?? entry, folder)));
  return path.split(delimiter).filter(isSafe).join(delimiter);
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined; // missing, or out of reach
  }
}

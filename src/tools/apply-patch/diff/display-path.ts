import { dirname, join, parse, relative, sep } from 'node:path';
import type { Files } from '../files/disk.js';

/**
 * How a diff names a file: by its path from the folder of its repository, with slashes. Outside of a repository, it is the absolute path without its first
 * slash. After `a/`, that slash would be a second one, and readers of diffs would take it for a part of the name. `git apply` and `patch -p1` in the root
 * folder find this one.
 */
export async function displayPath(files: Files, path: string): Promise<string> {
  const { root } = parse(path);
  const top = await repositoryOf(files, path);
  const name = top === undefined ? path.slice(root === '/' ? 1 : 0) : relative(top, path);
  return sep === '/' ? name : name.split(sep).join('/');
}

async function repositoryOf(files: Files, path: string): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    // A folder, or in work trees and submodules a file. An empty folder is none: a sandboxed command may have its mount point there.
    const found = await files.find(join(folder, '.git'));
    if (found?.kind === 'file' || (found && (await files.find(join(folder, '.git', 'HEAD'))))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

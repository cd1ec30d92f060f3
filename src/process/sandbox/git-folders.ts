import { join, resolve } from 'node:path';
import { readRegularFile } from '../../os/open-regular-file.js';
import { realPath } from '../../os/real-path.js';

/** A `.git` file is a line; more than this is something else. */
const MAX_POINTER_BYTES = 65_536;

/**
 * The paths that must not change so that git can be trusted in `folder`: its `.git` folder or, in a worktree or a submodule, the `.git` file, the folder
 * that it names and the folder that this one shares with the main checkout. A program that can write there can add a hook or a setting, which
 * the user's next `git` command runs.
 *
 * A folder without `.git` yields nothing, as in the reference: a command may make a repository of it.
 */
export async function gitFolders(folder: string): Promise<string[]> {
  const dotGit = await realPath(join(folder, '.git'));
  if (!dotGit.exists) return [];
  const pointer = await pointerIn(dotGit.path, /^gitdir: (.+)/);
  if (pointer === undefined) return [dotGit.path];
  const gitDir = (await realPath(resolve(folder, pointer))).path;
  if (!(await isGitFolder(gitDir))) return [dotGit.path];
  const shared = await pointerIn(join(gitDir, 'commondir'), /^(.+)/);
  const common = shared === undefined ? gitDir : (await realPath(resolve(gitDir, shared))).path;
  return [...new Set([dotGit.path, gitDir, ...((await isGitFolder(common)) ? [common] : [])])];
}

async function pointerIn(path: string, shape: RegExp): Promise<string | undefined> {
  try {
    const bytes = await readRegularFile(path, { maxBytes: MAX_POINTER_BYTES, followLinks: false });
    return shape.exec(bytes.toString('utf8'))?.[1]?.trimEnd();
  } catch {
    return undefined; // missing or unreadable: it points nowhere
  }
}

/** The pointer lies in the workspace, where any command may have written it; it must not turn any folder at all into a read-only one. */
async function isGitFolder(path: string): Promise<boolean> {
  return (await realPath(join(path, 'HEAD'))).exists;
}

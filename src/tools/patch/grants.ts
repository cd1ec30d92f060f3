import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { Grants, PatchGrant } from '../../core/ports/index.js';
import { isWithin, realPath } from '../../os/real-path.js';

/** A grant never opens a whole folder that contains one of these: it contains much more than the user has seen. */
export interface WideFolders {
  readonly codexHome: string;
  readonly workspace: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The grant of an approval of these files for the session: each file, and its folder unless that is a wide one. Two folders are not joined to their common
 * parent: the user has not seen that.
 */
export async function grantFor(
  paths: readonly string[],
  { codexHome, workspace, env }: WideFolders,
): Promise<PatchGrant> {
  const home = env.HOME ?? homedir();
  const [realHome, realCodexHome, realWorkspace] = await Promise.all(
    [home, codexHome, workspace].map(async (path) => (await realPath(path)).path),
  );
  const isWide = (folder: string): boolean =>
    isWithin(realHome ?? '', folder) ||
    isWithin(realCodexHome ?? '', folder) ||
    (folder !== realWorkspace && isWithin(realWorkspace ?? '', folder)) ||
    isTemporaryRoot(folder);
  const open = paths.filter((path) => !isProtected(path, realCodexHome ?? ''));
  const folders = new Set(open.map((path) => dirname(path)).filter((folder) => !isWide(folder)));
  return { files: open, folders: [...folders] };
}

/** Whether a grant covers a real path: never a protected path, and never hidden files or folders below a folder. */
export async function isGranted(path: string, { files, folders }: Grants, codexHome: string): Promise<boolean> {
  if (isProtected(path, (await realPath(codexHome)).path)) return false;
  if (files.has(path)) return true;
  return [...folders].some((folder) => isWithin(path, folder) && !isHidden(path.slice(folder.length)));
}

/** A program that can write these files can run programs, or change settings, outside of the sandbox. */
const PROTECTED = ['.git', '.codex', '.agents', '.hg', '.svn', '.jj', '.ssh', '.gnupg', '.vscode', '.idea', '.husky'];

function isProtected(path: string, codexHome: string): boolean {
  return isWithin(path, codexHome) || path.split(/[\\/]/).some((name) => PROTECTED.includes(name.toLowerCase()));
}

const isHidden = (below: string): boolean => below.split(/[\\/]/).some((name) => name.startsWith('.'));

/** Folders with files of all users. */
const isTemporaryRoot = (folder: string): boolean => ['/tmp', '/var/tmp', '/dev/shm'].includes(folder);

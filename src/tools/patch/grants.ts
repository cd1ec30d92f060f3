import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { Grants, PatchGrant } from '../../core/ports/index.js';
import { isWithin, realPath } from '../../os/real-path.js';

/** A folder that holds one of these is never opened as a whole: it holds much more than what the user looked at. */
export interface WideFolders {
  readonly codexHome: string;
  readonly workspace: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * What approving these files for the session means: each file, and its folder where that is no wide one. Two folders stay two: what they have in common
 * was never shown.
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

/** Whether a grant covers a real path: never what is protected, and below a folder no hidden files or folders either. */
export async function isGranted(path: string, { files, folders }: Grants, codexHome: string): Promise<boolean> {
  if (isProtected(path, (await realPath(codexHome)).path)) return false;
  if (files.has(path)) return true;
  return [...folders].some((folder) => isWithin(path, folder) && !isHidden(path.slice(folder.length)));
}

/** Who can write these files can make a program run, or a setting count, outside of the sandbox. */
const PROTECTED = ['.git', '.codex', '.agents', '.hg', '.svn', '.jj', '.ssh', '.gnupg', '.vscode', '.idea', '.husky'];

function isProtected(path: string, codexHome: string): boolean {
  return isWithin(path, codexHome) || path.split(/[\\/]/).some((name) => PROTECTED.includes(name.toLowerCase()));
}

const isHidden = (below: string): boolean => below.split(/[\\/]/).some((name) => name.startsWith('.'));

/** Everyone's files. */
const isTemporaryRoot = (folder: string): boolean => ['/tmp', '/var/tmp', '/dev/shm'].includes(folder);

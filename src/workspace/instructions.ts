import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectDocSettings } from '../core/ports/index.js';
import { openRegularFile, readStart } from '../os/open-regular-file.js';

const FILE = 'AGENTS.md';
const MAX_OWN_BYTES = 1024 * 1024;
const SEPARATOR = '\n\n--- project-doc ---\n\n';

/** The person's own `AGENTS.md` and the project's, from the root of the repository down to `cwd` (C78). */
export async function readInstructions(
  home: string,
  cwd: string,
  settings: ProjectDocSettings,
): Promise<string | undefined> {
  const [own, project] = await Promise.all([ownInstructions(home), projectInstructions(cwd, settings)]);
  const parts = [own, project].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(SEPARATOR) : undefined;
}

async function ownInstructions(home: string): Promise<string | undefined> {
  const bytes = await readBeginning(join(home, FILE), MAX_OWN_BYTES);
  return bytes?.toString('utf8').trim() || undefined;
}

async function projectInstructions(
  cwd: string,
  { maxBytes, fallbackNames }: ProjectDocSettings,
): Promise<string | undefined> {
  const texts: string[] = [];
  let left = maxBytes;
  for (const folder of foldersToSearch(cwd)) {
    if (left <= 0) break;
    const bytes = await firstOf(folder, [FILE, ...fallbackNames], left);
    if (!bytes) continue;
    const text = bytes.toString('utf8');
    if (text.trim() === '') continue;
    texts.push(text);
    left -= bytes.length;
  }
  return texts.length > 0 ? texts.join('\n\n') : undefined;
}

/** From the repository's root down to `cwd`; `cwd` alone outside of a repository. */
function foldersToSearch(cwd: string): string[] {
  let start: string;
  try {
    start = realpathSync(cwd);
  } catch {
    return []; // a folder that does not exist is accepted as working directory
  }
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (existsSync(join(folder, '.git'))) return folders;
    if (dirname(folder) === folder) return [start];
  }
}

/** The beginning of the first of these files that there is. */
async function firstOf(folder: string, names: readonly string[], maxBytes: number): Promise<Buffer | undefined> {
  for (const name of names) {
    const bytes = await readBeginning(join(folder, name), maxBytes);
    if (bytes) return bytes;
  }
  return undefined;
}

/** Undefined for what is no file or cannot be read: neither may keep a conversation from beginning. */
async function readBeginning(path: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    const file = await openRegularFile(path);
    try {
      return await readStart(file, maxBytes);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

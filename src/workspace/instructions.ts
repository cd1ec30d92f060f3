import { constants, existsSync, realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProjectDocSettings } from '../core/ports/index.js';

const FILE = 'AGENTS.md';
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
  const bytes = await readStart(join(home, FILE), Number.POSITIVE_INFINITY);
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
    const bytes = await readStart(join(folder, name), maxBytes);
    if (bytes) return bytes;
  }
  return undefined;
}

/** Undefined for what is no file or cannot be read: neither may keep a conversation from beginning. A pipe is not waited for. */
async function readStart(path: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return undefined;
      const wanted = Math.min(stat.size, maxBytes);
      const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

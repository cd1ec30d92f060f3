import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { ClientFiles, FileFacts, FolderEntry, RemoveOptions } from '../../core/ports/index.js';
import { openForWriting, readRegularFile } from '../../os/open-regular-file.js';
import { copyPath } from './copy.js';
import { inWordsOfFiles, refused } from './refusals.js';
import { WatchedPath } from './watch.js';

/** A reply holds the whole file. */
const MAX_READ = 64 * 1024 * 1024;

export const clientFiles: ClientFiles = {
  read: (path) => inWordsOfFiles(path, () => readRegularFile(path, { maxBytes: MAX_READ })),
  write: (path, data) => inWordsOfFiles(path, () => write(path, data)),
  createFolder: (path, { recursive }) => inWordsOfFiles(path, async () => void (await mkdir(path, { recursive }))),
  facts: (path) => inWordsOfFiles(path, () => facts(path)),
  list: (path) => inWordsOfFiles(path, () => list(path)),
  remove: (path, options) => inWordsOfFiles(path, () => remove(path, options)),
  copy: (from, to, options) => inWordsOfFiles(from, () => copyPath(from, to, options)),
  watch: (path, changed) => new WatchedPath(path, changed),
};

async function write(path: string, data: Buffer): Promise<void> {
  const file = await openForWriting(path);
  try {
    await file.truncate(0);
    await file.writeFile(data);
  } finally {
    await file.close();
  }
}

async function facts(path: string): Promise<FileFacts> {
  const [own, target] = await Promise.all([lstat(path), stat(path)]);
  return {
    ...kindOf(target),
    isSymlink: own.isSymbolicLink(),
    createdAtMs: milliseconds(target.birthtimeMs),
    modifiedAtMs: milliseconds(target.mtimeMs),
  };
}

const milliseconds = (time: number): number => Math.max(0, Math.floor(time));

async function list(path: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    // What a link leads to may be missing, or gone by now.
    const found = entry.isSymbolicLink() ? await stat(join(path, entry.name)).catch(() => undefined) : entry;
    if (found) entries.push({ fileName: entry.name, ...kindOf(found) });
  }
  return entries;
}

const kindOf = (of: Pick<Stats, 'isDirectory' | 'isFile'>) => ({ isDirectory: of.isDirectory(), isFile: of.isFile() });

async function remove(path: string, { recursive, force, onFolder }: RemoveOptions): Promise<void> {
  if (path === parse(path).root) throw refused(path, `path \`${path}\` is the root of the file system`);
  const found = await lstat(path).catch((e: NodeJS.ErrnoException) => {
    if (!force || e.code !== 'ENOENT') throw e;
  });
  if (found === undefined) return;
  if (!found.isDirectory()) return unlink(path);
  if (!recursive) return rmdir(path);
  onFolder();
  return rm(path, { recursive, force });
}

import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, readdir, readlink, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { openForWriting, openRegularFile } from '../../os/open-regular-file.js';
import { inWordsOfFiles, refused } from './refusals.js';

export interface CopyOptions {
  readonly recursive: boolean;
  readonly signal: AbortSignal;
}

const CHUNK = 1024 * 1024;

/** Copies a file, a link, or a folder with all that is in it. Files are written over, folders are joined, and links are not replaced. */
export async function copyPath(from: string, to: string, { recursive, signal }: CopyOptions): Promise<void> {
  const found = await lstat(from);
  if (found.isSymbolicLink()) return symlink(await readlink(from), to);
  if (found.isFile()) return copyFile(from, to);
  if (!found.isDirectory()) throw refused(from, 'fs/copy only supports regular files, directories, and symlinks');
  if (!recursive) throw refused(from, 'fs/copy requires recursive: true when sourcePath is a directory');
  if (isWithin(await realpath(from), await realTarget(to)))
    throw refused(to, 'fs/copy cannot copy a directory to itself or one of its descendants');
  await copyFolder(from, to, signal);
}

/** Pipes, sockets and devices within it are left out. */
async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    signal.throwIfAborted();
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(source, target, signal);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.isFile()) await copyFile(source, target);
  }
}

async function copyFile(from: string, to: string): Promise<void> {
  const source = await openRegularFile(from);
  try {
    const { mode, dev, ino } = await source.stat();
    const target = await inWordsOfFiles(to, () => openForWriting(to, mode & constants.S_IRWXU));
    try {
      const there = await target.stat();
      if (there.dev === dev && there.ino === ino) return; // it would be emptied before it is read
      await target.truncate(0);
      await copyBytes(source, target);
      await target.chmod(mode & 0o7777);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyBytes(source: FileHandle, target: FileHandle): Promise<void> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const { bytesRead } = await source.read(chunk, 0, chunk.length);
    if (bytesRead === 0) return;
    for (let at = 0; at < bytesRead; ) at += (await target.write(chunk, at, bytesRead - at)).bytesWritten;
  }
}

/** The real path that a path will have; its last parts may be missing. */
async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw e;
    return join(await realTarget(dirname(path)), basename(path));
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

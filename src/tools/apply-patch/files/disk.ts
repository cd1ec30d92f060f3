import { constants, existsSync } from 'node:fs';
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readlink,
  realpath,
  rename,
  rmdir,
  symlink,
  unlink,
} from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { readRegularFile } from '../../../os/open-regular-file.js';

/** The entry at a path; a link is not followed. */
export interface Found {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  readonly owner: Owner;
  /** Whether two paths are one file. */
  readonly id: string;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What planning needs of the file system. All paths are real: no links in their folders, and one as the last part is not followed. */
export interface Files {
  /** Undefined when nothing lies there. */
  find(path: string): Promise<Found | undefined>;
  readLink(path: string): Promise<string>;
  /** Rejects for everything but a regular file. */
  read(path: string): Promise<Buffer>;
}

/** Properties of a new file besides its content. Undefined: the default of the system. */
export interface FileAttributes {
  readonly mode?: number | undefined;
  readonly owner?: Owner | undefined;
}

/** The functions of the file system that commits need. Tests replace it to let each step fail. */
export interface Disk extends Files {
  /** Rejects unless the existing file may be written. */
  assertWritable(path: string): Promise<void>;
  /** Creates a file that was not there. */
  create(path: string, bytes: Buffer, attributes: FileAttributes): Promise<void>;
  link(target: string, path: string): Promise<void>;
  /** Gives a file another name in its folder, where nothing may lie. */
  renameNew(from: string, to: string): Promise<void>;
  /** Replaces what lies there. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Creates one folder in an existing one. */
  makeFolder(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
}

/** While a patch is planned, several copies of each content are in memory. */
const MAX_BYTES = 128 * 1024 * 1024;

export const disk: Disk = {
  async find(path) {
    try {
      const found = await inFolder(path, (at) => lstat(at));
      return {
        kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other',
        mode: found.mode & 0o7777,
        owner: { uid: found.uid, gid: found.gid },
        id: `${found.dev}:${found.ino}`,
      };
    } catch (e) {
      if (isCode(e, 'ENOENT', 'ENOTDIR')) return undefined;
      throw e;
    }
  },
  readLink: (path) => inFolder(path, (at) => readlink(at)),
  read: (path) => inFolder(path, (at) => readRegularFile(at, { maxBytes: MAX_BYTES, followLinks: false })),
  async assertWritable(path) {
    // Opening asks the system itself, which knows more than the mode: lists of rights, read-only mounts, immutable files.
    await inFolder(path, async (at) => (await open(at, WRITE_EXISTING)).close());
  },
  create: (path, bytes, attributes) =>
    inFolder(path, async (at) => {
      const file = await open(at, 'wx', 0o666);
      try {
        await file.writeFile(bytes);
        if (attributes.owner !== undefined) await giveTo(file, attributes.owner);
        // The mode is set after the owner, because a change of the owner removes the set-id bits.
        if (attributes.mode !== undefined) await file.chmod(attributes.mode);
      } finally {
        await file.close();
      }
    }),
  link: (target, path) => inFolder(path, (at) => symlink(target, at)),
  renameNew: (from, to) => inFolder(from, (at) => renameNew(at, beside(at, to))),
  rename: (from, to) => inFolder(from, (at) => rename(at, beside(at, to))),
  remove: (path) => inFolder(path, (at) => unlink(at)),
  makeFolder: (path) => inFolder(path, (at) => mkdir(at)),
  removeFolder: (path) => inFolder(path, (at) => rmdir(at)),
};

const { O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_DIRECTORY = 0 } = constants;
const WRITE_EXISTING = O_WRONLY | O_NOFOLLOW | O_NONBLOCK;
/** Linux's O_PATH, which Node does not name: a place in the file system, for which no right to read is needed. */
const O_PATH = 0o10000000;
/** The path by which Linux lets a descriptor be used as a folder. */
const DESCRIPTORS = '/proc/self/fd';

/**
 * Works in the folder of `path` through one handle, given as a path to use. The handle is where the path says without any link on the way, or the work
 * is refused; what becomes of the path afterwards does not matter. Without it a folder that is swapped for a link between a check and its use would
 * lead the work to another place.
 *
 * Only Linux lets a handle be used so. Elsewhere the folder is checked right before, which leaves a short moment for a swap (docs/patches.md).
 */
async function inFolder<T>(path: string, work: (at: string) => Promise<T>): Promise<T> {
  const folder = dirname(path);
  if (folder === path) return work(path);
  if (process.platform !== 'linux' || !existsSync(DESCRIPTORS)) {
    if ((await realpath(folder)) !== folder) throw movedAway();
    return work(path);
  }
  const handle = await open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  try {
    const at = `${DESCRIPTORS}/${handle.fd}`;
    if ((await readlink(at)) !== folder) throw movedAway();
    return await work(`${at}/${basename(path)}`);
  } finally {
    await handle.close();
  }
}

const movedAway = (): Error => new Error('Its folder has been moved or replaced meanwhile');

/** Both names are in one folder. */
const beside = (at: string, path: string): string => `${dirname(at)}/${basename(path)}`;

/** A rename would replace what another program has put there in the last moment. Some file systems have no hard links. */
async function renameNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (e) {
    if (!isCode(e, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES')) throw e;
    const taken = await lstat(to).then(
      () => true,
      () => false,
    );
    if (taken) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST', errno: -17 });
    await rename(from, to);
    return;
  }
  await unlink(from);
}

/** When root edits a file, its owner stays the same. Other users cannot change the owner, so the file becomes theirs, as with any editor. */
async function giveTo(file: FileHandle, { uid, gid }: Owner): Promise<void> {
  const is = await file.stat();
  if (is.uid === uid && is.gid === gid) return;
  try {
    await file.chown(uid, gid);
  } catch (e) {
    if (!isCode(e, 'EPERM', 'EINVAL')) throw e;
  }
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

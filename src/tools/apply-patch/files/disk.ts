import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readFile,
  readlink,
  rename,
  rmdir,
  symlink,
  unlink,
} from 'node:fs/promises';

/** What lies at a path; a link is not followed. */
export interface Found {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  readonly owner: Owner;
  /** Tells whether two paths are one file. */
  readonly id: string;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What planning needs of the file system. */
export interface Files {
  /** Undefined when nothing lies there. */
  find(path: string): Promise<Found | undefined>;
  readLink(path: string): Promise<string>;
  read(path: string): Promise<Buffer>;
}

/** What is given to a new file beside its content; undefined is what the system gives. */
export interface Looks {
  readonly mode?: number | undefined;
  readonly owner?: Owner | undefined;
}

/** What committing needs of it. Each call is a step after which everything may fail, so tests can stand in. */
export interface Disk extends Files {
  /** Rejects unless the existing file may be written. */
  assertWritable(path: string): Promise<void>;
  /** Creates a file that was not there. */
  create(path: string, bytes: Buffer, looks: Looks, flush: boolean): Promise<void>;
  link(target: string, path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Creates one folder in an existing one. */
  makeFolder(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
}

export const disk: Disk = {
  async find(path) {
    try {
      const found = await lstat(path);
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
  readLink: (path) => readlink(path),
  read: (path) => readFile(path),
  async assertWritable(path) {
    // Opening asks the system itself, which knows more than the mode: lists of rights, read-only mounts, immutable files.
    await (await open(path, 'r+')).close();
  },
  async create(path, bytes, looks, flush) {
    const file = await open(path, 'wx', 0o666);
    try {
      await file.writeFile(bytes);
      if (looks.owner !== undefined) await giveTo(file, looks.owner);
      // After the owner: a change of owner takes the set-id bits away.
      if (looks.mode !== undefined) await file.chmod(looks.mode);
      if (flush) await file.sync();
    } finally {
      await file.close();
    }
  },
  link: (target, path) => symlink(target, path),
  rename: (from, to) => rename(from, to),
  remove: (path) => unlink(path),
  makeFolder: (path) => mkdir(path),
  removeFolder: (path) => rmdir(path),
};

/** A file that root edits stays its owner's. Others can't give files away; theirs becomes their own, as with any editor. */
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

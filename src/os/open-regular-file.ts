import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/*
 * All files whose path comes from a user, a client, a project or the home are opened here. A pipe would block until a writer comes, and a device or a large
 * file can fill the memory. So an open never waits, the file must be a regular one, and it is read through the same handle.
 */

export interface OpenOptions {
  /** False: a symbolic link as the last part of the path is refused. */
  readonly followLinks?: boolean;
  /** True: it is opened for reading and for writing at its end. */
  readonly append?: boolean;
}

export interface ReadOptions extends OpenOptions {
  /** A larger file is refused, not cut. */
  readonly maxBytes: number;
  /** Throws when what was opened must not be read. */
  readonly allow?: ((fd: number) => void) | undefined;
}

/** The path exists, but what is there cannot be used. The message is half a sentence about the file. */
export class UnusableFileError extends Error {
  override name = 'UnusableFileError';

  constructor(
    readonly code: 'not_regular' | 'too_large',
    message: string,
  ) {
    super(message);
  }
}

/** Throws `UnusableFileError`, or the error of the file system. The caller closes the handle. */
export async function openRegularFile(path: string, options: OpenOptions = {}): Promise<FileHandle> {
  return regular(await open(path, flags(options)).catch(rethrow));
}

/** Opened for writing, made when it is missing, not emptied. Throws `UnusableFileError`, or the error of the file system. */
export async function openForWriting(path: string, mode = 0o666): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY, mode).catch((e: NodeJS.ErrnoException) =>
    e.code === 'EISDIR' ? Promise.reject(e) : rethrow(e),
  );
  return regular(file);
}

/** The handle, when it is one of a regular file; otherwise it is closed. */
async function regular(file: FileHandle): Promise<FileHandle> {
  try {
    requireRegular(await file.stat());
    return file;
  } catch (e) {
    await file.close();
    throw e;
  }
}

/** As `openRegularFile`; gives the descriptor. */
export function openRegularFileSync(path: string, options: OpenOptions = {}): number {
  return openedRegularFileSync(path, options).fd;
}

/** The same, with what the system says of the open file. */
export function openedRegularFileSync(path: string, options: OpenOptions = {}): { fd: number; stats: Stats } {
  let fd: number;
  try {
    fd = openSync(path, flags(options));
  } catch (e) {
    return rethrow(e);
  }
  try {
    const stats = fstatSync(fd);
    requireRegular(stats);
    return { fd, stats };
  } catch (e) {
    closeSync(fd);
    throw e;
  }
}

/** The whole file. Throws `UnusableFileError`, or the error of the file system. */
export async function readRegularFile(path: string, options: ReadOptions): Promise<Buffer> {
  const file = await openRegularFile(path, options);
  try {
    options.allow?.(file.fd);
    requireSize((await file.stat()).size, options.maxBytes);
    const bytes = await readStart(file, options.maxBytes + 1);
    requireSize(bytes.length, options.maxBytes);
    return bytes;
  } finally {
    await file.close();
  }
}

/** As `readRegularFile`. */
export function readRegularFileSync(path: string, options: ReadOptions): Buffer {
  const { fd, stats } = openedRegularFileSync(path, options);
  try {
    options.allow?.(fd);
    const { size } = stats;
    requireSize(size, options.maxBytes);
    const chunks: Buffer[] = [];
    let total = 0;
    for (let want = firstRead(size, options.maxBytes + 1); want > 0; want = nextRead(total, options.maxBytes + 1)) {
      const chunk = Buffer.allocUnsafe(want);
      const read = readSync(fd, chunk, 0, want, total);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      total += read;
      if (isEnd(read, want, size)) break;
    }
    requireSize(total, options.maxBytes);
    return Buffer.concat(chunks);
  } finally {
    closeSync(fd);
  }
}

/** The beginning of an open file, at most this many bytes. A file can have more than its size says (`/proc`), or grow meanwhile. */
export async function readStart(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  const { size } = await file.stat();
  for (let want = firstRead(size, maxBytes); want > 0; want = nextRead(total, maxBytes)) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(want), 0, want, total);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
    if (isEnd(bytesRead, want, size)) break;
  }
  return Buffer.concat(chunks);
}

/** The real path of an open file, also after it was moved. Undefined when it cannot be found. */
export function realPathOfOpen(fd: number, path: string): string | undefined {
  if (process.platform === 'linux') return readlinkSync(`/proc/self/fd/${fd}`);
  const real = realpathSync(path);
  const [opened, found] = [fstatSync(fd), statSync(real)];
  return opened.dev === found.dev && opened.ino === found.ino ? real : undefined;
}

/** Windows has none of these. */
function flags({ followLinks = true, append = false }: OpenOptions): number {
  const { O_RDONLY, O_RDWR, O_APPEND, O_NONBLOCK = 0, O_NOCTTY = 0, O_NOFOLLOW = 0 } = constants;
  return (append ? O_RDWR | O_APPEND : O_RDONLY) | O_NONBLOCK | O_NOCTTY | (followLinks ? 0 : O_NOFOLLOW);
}

function rethrow(e: unknown): never {
  const { code } = e as NodeJS.ErrnoException;
  // A socket, a device without hardware, or a folder that was to be written.
  if (code === 'ENXIO' || code === 'ENODEV' || code === 'EOPNOTSUPP' || code === 'EISDIR') throw notRegular();
  throw e;
}

function requireRegular(stats: Stats): void {
  if (!stats.isFile()) throw notRegular();
}

const notRegular = (): UnusableFileError => new UnusableFileError('not_regular', 'it is not a regular file');

function requireSize(size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new UnusableFileError('too_large', `it has more than ${sizeText(maxBytes)}, which is the most`);
}

const sizeText = (bytes: number): string =>
  bytes < 1 << 20 ? `${bytes >> 10} KiB` : `${Math.floor(bytes / (1 << 20))} MiB`;

const CHUNK = 256 * 1024;

/** One byte more than there should be: the next read then says that this was the end. */
const firstRead = (size: number, maxBytes: number): number => Math.min(size + 1, maxBytes);

/** A file that has a size gives all that it has at once; those of `/proc` have none. */
const isEnd = (read: number, want: number, size: number): boolean => size > 0 && read < want;

const nextRead = (total: number, maxBytes: number): number => Math.min(CHUNK, maxBytes - total);

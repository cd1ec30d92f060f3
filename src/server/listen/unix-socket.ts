import { chmodSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { newOwner, type Owner, releaseFile, retire, takeFile } from '../../os/owned-file.js';

/** A server that listens on a unix socket. */
export interface UnixListener {
  /** Accepts no more clients and removes the socket. */
  close(): void;
}

/**
 * Lets the server listen at the path, for this user alone. The file of a dead server is replaced. A socket on which a program listens is not. Throws an error
 * that says what is wrong with the path.
 */
export async function listenOnUnixSocket(server: Server, path: string): Promise<UnixListener> {
  requireShort(path);
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  requirePrivate(folder);
  const owner = newOwner();
  const lock = `${path}.owner`;
  const release = (): void => {
    releaseFile(lock, owner);
    retire(owner);
  };
  try {
    claim(lock, path, owner);
    await removeDead(path);
    await listening(server, path);
  } catch (e) {
    release();
    throw e;
  }
  return {
    close() {
      server.close(); // removes the socket
      release();
    },
  };
}

/** The system cuts a longer path off without an error. */
function requireShort(path: string): void {
  const longest = process.platform === 'linux' ? 107 : 103;
  const length = Buffer.byteLength(path);
  if (length > longest)
    throw new Error(`the path of the socket has ${length} bytes, more than ${longest}: name a shorter one: ${path}`);
}

/** Who can open the folder could put a socket in the place of ours, and read what clients send. */
function requirePrivate(folder: string): void {
  const stat = lstatSync(folder);
  const problem = (): string | undefined => {
    if (stat.isSymbolicLink()) return 'is a symbolic link: name the folder itself';
    if (!stat.isDirectory()) return 'is no folder';
    if (stat.uid !== process.getuid?.()) return 'belongs to another user: name one of your own';
    if ((stat.mode & 0o077) !== 0)
      return 'can be opened by other users: change its mode to 700, or name another folder';
    return undefined;
  };
  const found = problem();
  if (found !== undefined) throw new Error(`${folder}, the folder of the socket, ${found}`);
}

function claim(lock: string, path: string, owner: Owner): void {
  const taken = takeFile(lock, owner);
  if ('owner' in taken) throw inUse(path, ` (process ${taken.owner.pid})`);
}

/** Removes the socket that a dead server has left. */
async function removeDead(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isSocket() && !stat.isSymbolicLink())
    throw new Error(`${path} is no socket: remove it, or name another path`);
  if (await answers(path)) throw inUse(path, '');
  unlinkSync(path);
}

const inUse = (path: string, by: string) => new Error(`app-server control socket is already in use at ${path}${by}`);

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      chmodSync(path, 0o600);
      resolve();
    });
  });
}

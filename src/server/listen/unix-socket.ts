import { chmodSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { newOwner, type Owner, releaseFile, retire, takeFile } from '../../os/owned-file.js';

/** A server that listens on a unix socket. */
export interface UnixListener {
  /** Takes no more clients and removes the socket. */
  close(): void;
}

/**
 * Lets the server listen at the path, for this user alone. The file of a server that has died is replaced; one that something listens on is not. Throws an
 * error that says what is wrong with the path.
 */
export async function listenOnUnixSocket(server: Server, path: string): Promise<UnixListener> {
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

function requirePrivate(folder: string): void {
  const stat = lstatSync(folder);
  const problem = !stat.isDirectory()
    ? 'is no folder'
    : stat.uid !== process.getuid?.()
      ? 'belongs to another user'
      : (stat.mode & 0o077) !== 0
        ? 'can be opened by other users'
        : undefined;
  if (problem !== undefined) throw new Error(`the folder ${folder} of the socket ${problem}`);
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

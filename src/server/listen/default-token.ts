import { randomBytes } from 'node:crypto';
import { fstatSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRegularFileSync } from '../../os/open-regular-file.js';

const MAX_BYTES = 4096;

/** The file with the token that clients of a websocket need when no option says who may connect (C810). Commands of the model do not see it. */
export const defaultTokenFile = (home: string): string => join(home, 'turnwire-websocket-token');

/** The token of that file, which is made when it is missing. Throws when other users could have read or written it. */
export function defaultToken(home: string): string {
  const path = defaultTokenFile(home);
  return existing(path) ?? made(path);
}

function existing(path: string): string | undefined {
  try {
    const allow = (fd: number): void => requireSecret(path, fd);
    const token = readRegularFileSync(path, { maxBytes: MAX_BYTES, followLinks: false, allow }).toString().trim();
    if (!/^\S{16,}$/.test(token)) throw new Error(`${path} has no token: remove it, and another one is made`);
    return token;
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw e;
  }
}

function requireSecret(path: string, fd: number): void {
  if (process.platform === 'win32') return;
  const { uid, mode } = fstatSync(fd);
  const isSecret = uid === process.getuid?.() && (mode & 0o077) === 0;
  if (!isSecret) throw new Error(`other users can use ${path}: remove it, and another one is made`);
}

/** The file is complete as soon as it exists: two servers may start at the same time, and both use one file. */
function made(path: string): string {
  const token = randomBytes(32).toString('base64url');
  const draft = `${path}.${process.pid}.new`;
  mkdirSync(dirname(path), { recursive: true });
  rmSync(draft, { force: true });
  writeFileSync(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return token;
  } catch (e) {
    const other = (e as NodeJS.ErrnoException).code === 'EEXIST' ? existing(path) : undefined;
    if (other === undefined) throw e;
    return other;
  } finally {
    rmSync(draft, { force: true });
  }
}

import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readAuthFile } from '../../auth/auth-file.js';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import { type Finding, setAside } from './finding.js';

const MAX_BYTES = 1024 * 1024;
const OTHERS = 0o077;
const WRITING = 0o022;

/** Who may read the secrets of the home, who may write its settings, and whether the secrets can be read. */
export function checkPrivateFiles(home: string): Finding[] {
  return [
    ...mode('home', home, WRITING, 'other users can write to it'),
    ...mode('config', join(home, 'config.toml'), WRITING, 'other users can write to it, and so start programs as you'),
    ...['auth.json', '.credentials.json', '.env'].flatMap((name) =>
      mode('secrets', join(home, name), OTHERS, 'other users can read it'),
    ),
    ...authFile(home, 'auth.json', (bytes) => readAuthFile(bytes)),
    ...authFile(home, '.credentials.json', (bytes) => ({ ...jsonIn(bytes) })),
  ];
}

function mode(check: string, path: string, forbidden: number, problem: string): Finding[] {
  if (process.platform === 'win32') return [];
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink()) return [];
  if (stat.uid !== process.getuid?.()) return [{ check, status: 'warn', path, message: 'it belongs to another user' }];
  if ((stat.mode & forbidden) === 0) return [];
  const repair = (): string => restrict(path, forbidden);
  return [{ check, status: 'fail', path, message: `${problem} (mode ${(stat.mode & 0o777).toString(8)})`, repair }];
}

/** Through a handle, so that no link can replace the file. */
function restrict(path: string, forbidden: number): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const wanted = fstatSync(fd).mode & 0o777 & ~forbidden;
    fchmodSync(fd, wanted);
    return `its mode is ${wanted.toString(8)} now`;
  } finally {
    closeSync(fd);
  }
}

interface Content {
  readonly file: unknown;
  readonly problem: string | undefined;
}

function authFile(home: string, name: string, read: (bytes: Uint8Array) => Content): Finding[] {
  const path = join(home, name);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  try {
    const { file, problem } = read(readRegularFileSync(path, { maxBytes: MAX_BYTES }));
    if (problem === undefined) return [{ check: 'sign-in', status: 'ok', path, message: 'it can be read' }];
    const repair = (): string => `${setAside(home, path, stat)}; sign in again`;
    // A file that can be used in part stays. A user can repair the rest by hand.
    return [{ check: 'sign-in', status: 'fail', path, message: problem, ...(file === undefined ? { repair } : {}) }];
  } catch (e) {
    return [{ check: 'sign-in', status: 'fail', path, message: `it cannot be read: ${(e as Error).message}` }];
  }
}

function jsonIn(bytes: Uint8Array): Content {
  try {
    const file: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const isObject = typeof file === 'object' && file !== null && !Array.isArray(file);
    return isObject ? { file, problem: undefined } : { file: undefined, problem: 'it holds no JSON object' };
  } catch {
    return { file: undefined, problem: 'it is not valid JSON' };
  }
}

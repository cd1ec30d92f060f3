import { fstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRegularFileSync, realPathOfOpen, UnusableFileError } from '../../os/open-regular-file.js';
import { isWithin, realPath, realPathSync } from '../../os/real-path.js';

/**
 * What of `$CODEX_HOME` holds credentials: files, and the folders of the sockets on which clients and other servers reach this one. A command that could
 * connect there could approve what it wants.
 */
const NAMES = [
  'auth.json',
  '.credentials.json',
  '.env',
  'app-server-control',
  'turnwire-relay',
  'turnwire-websocket-token',
];
const CONFIG = 'config.toml';
/** Tokens and headers in the configuration, and variables for programs whose names say that they are secret. */
const CONFIG_SECRETS =
  /\bbearer_token\b(?!_)|\bhttp_headers\b|(TOKEN|KEY|SECRET|PASS|CREDENTIAL|AUTH)[A-Z0-9_]*["']?\s*=\s*["']/;
const MAX_CONFIG_BYTES = 1024 * 1024;

/** Files and sockets outside of the home that this process got, and that no command may use. */
const ofProcess = new Set<string>();

export function hideFromCommands(path: string): void {
  ofProcess.add(realPathSync(path).path);
}

/** Recognises the files of the home that hold secrets, also temporary files that will replace them. */
export function secretNames(codexHome: string): (name: string) => boolean {
  const names = namesIn(codexHome);
  return (name) => names.some((secret) => name.startsWith(secret));
}

/** The configuration counts only when it holds a secret: commands may read it otherwise. */
function namesIn(codexHome: string): readonly string[] {
  return holdsSecrets(join(codexHome, CONFIG)) ? [...NAMES, CONFIG] : NAMES;
}

function holdsSecrets(path: string): boolean {
  try {
    return CONFIG_SECRETS.test(readRegularFileSync(path, { maxBytes: MAX_CONFIG_BYTES }).toString('utf8'));
  } catch (e) {
    // A file that is unreadable here is unreadable for commands too.
    return e instanceof UnusableFileError && e.code === 'too_large';
  }
}

/** Where the secrets lie: by their names in the home and, where these are links, by what the links lead to. */
export function secretPaths(codexHome: string): string[] {
  const home = realPathSync(codexHome).path;
  const named = namesIn(home).map((name) => join(home, name));
  return [...new Set([...named, ...named.map((path) => realPathSync(path).path), ...ofProcess])];
}

/** The secrets that are not in the home itself, as far as they exist. */
export async function secretsElsewhere(codexHome: string): Promise<string[]> {
  const home = (await realPath(codexHome)).path;
  const outside = secretPaths(codexHome).filter((path) => dirname(path) !== home);
  const files = await Promise.all(outside.map(async (path) => ((await isThere(path)) ? [path] : [])));
  return files.flat();
}

/** Whether the model may see this file: not the kernel's, and not a secret by any of its names. */
export async function canRead(path: string, codexHome: string): Promise<boolean> {
  const { path: real } = await realPath(path);
  return mayShow(real, statsOf(real), codexHome);
}

/** Like `canRead`, but for an open file: the present target of its path does not matter. */
export function canReadOpen(fd: number, path: string, codexHome: string): boolean {
  const real = realPathOfOpen(fd, path);
  const stats = fstatSync(fd);
  // One that has been removed meanwhile has no path that could be compared.
  return real !== undefined && stats.nlink > 0 && mayShow(real, stats, codexHome);
}

function mayShow(real: string, stats: Stats | undefined, codexHome: string): boolean {
  if (isKernels(real)) return false;
  const home = realPathSync(codexHome).path;
  const isSecret = secretNames(home);
  if (isWithin(real, home) && isSecret(real.slice(home.length + 1))) return false;
  const secrets = secretPaths(home);
  if (secrets.includes(real)) return false;
  // Another name of the same file (a hard link).
  if (stats === undefined || stats.nlink < 2) return true;
  const inHome = namesBelow(home)
    .filter(isSecret)
    .map((name) => join(home, name));
  return ![...secrets, ...inHome].some((path) => isSameFile(path, stats));
}

function namesBelow(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isSameFile(path: string, { dev, ino }: Stats): boolean {
  const found = statsOf(path);
  return found !== undefined && found.dev === dev && found.ino === ino;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // missing, or out of reach
  }
}

/** Files of the kernel and not of a disk. In the sandbox, these paths hold other files. */
export function isKernels(path: string): boolean {
  return isWithin(path, '/proc') || (isWithin(path, '/dev') && !isWithin(path, '/dev/shm'));
}

async function isThere(path: string): Promise<boolean> {
  try {
    const found = await lstat(path);
    return found.isFile() || found.isSocket();
  } catch {
    return false;
  }
}

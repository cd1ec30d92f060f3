import { lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isWithin, realPath } from '../../os/real-path.js';

/** Files of `$CODEX_HOME` that hold credentials. */
const NAMES = ['auth.json', '.credentials.json', '.env'];
const CONFIG = 'config.toml';
/** Tokens and headers in the configuration, and variables for programs whose names say that they are secret. */
const CONFIG_SECRETS =
  /\bbearer_token\b(?!_)|\bhttp_headers\b|(TOKEN|KEY|SECRET|PASS|CREDENTIAL|AUTH)[A-Z0-9_]*["']?\s*=\s*["']/;
const MAX_CONFIG_BYTES = 1024 * 1024;

/** Tells the files of the home that hold secrets, also what a writer puts beside such a file before it takes the file's place. */
export async function secretNames(codexHome: string): Promise<(name: string) => boolean> {
  const names = await namesIn(codexHome);
  return (name) => names.some((secret) => name.startsWith(secret));
}

/** The configuration counts only when it holds a secret: commands may read it otherwise. */
async function namesIn(codexHome: string): Promise<readonly string[]> {
  return (await holdsSecrets(join(codexHome, CONFIG))) ? [...NAMES, CONFIG] : NAMES;
}

async function holdsSecrets(path: string): Promise<boolean> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return false;
    return stats.size > MAX_CONFIG_BYTES || CONFIG_SECRETS.test(await readFile(path, 'utf8'));
  } catch {
    return false; // commands cannot read it either
  }
}

/** Where the secrets lie: by their names in the home and, where these are links, by what the links lead to. */
export async function secretPaths(codexHome: string): Promise<string[]> {
  const home = (await realPath(codexHome)).path;
  const named = (await namesIn(home)).map((name) => join(home, name));
  const real = await Promise.all(named.map(async (path) => (await realPath(path)).path));
  return [...new Set([...named, ...real])];
}

/** The secrets that links have led out of the home, as far as they exist. */
export async function secretsElsewhere(codexHome: string): Promise<string[]> {
  const home = (await realPath(codexHome)).path;
  const outside = (await secretPaths(codexHome)).filter((path) => dirname(path) !== home);
  const files = await Promise.all(outside.map(async (path) => ((await isFile(path)) ? [path] : [])));
  return files.flat();
}

/** Whether a command in the sandbox could read this file, as far as it is the sandbox that decides. */
export async function canRead(path: string, codexHome: string): Promise<boolean> {
  const { path: real } = await realPath(path);
  if (isKernels(real)) return false;
  const home = (await realPath(codexHome)).path;
  if (dirname(real) === home && (await secretNames(home))(real.slice(home.length + 1))) return false;
  return !(await secretPaths(codexHome)).includes(real);
}

/** What is the kernel's and not a disk's: in the sandbox, other things are in these places. */
export function isKernels(path: string): boolean {
  return isWithin(path, '/proc') || (isWithin(path, '/dev') && !isWithin(path, '/dev/shm'));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const CACHE = fileURLToPath(new URL('../../.cache/clients', import.meta.url));
export const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
// The clients run on a Node of their own, which is newer than ours may be.
export const OPTIONS = [
  '--engine-strict=false',
  '--omit=optional',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

/** Packages and their exact versions. */
export type Pinned = Readonly<Record<string, string>>;

/** Fetches packages into a folder of the cache when they are not there, and gives its `node_modules`. They are never dependencies of ours. */
export function install(name: string, packages: Pinned): string {
  const folder = join(CACHE, name);
  // It is written last, so a fetch that was broken off is begun again.
  const mark = join(folder, 'fetched.json');
  const wanted = JSON.stringify(packages);
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
    fetch(
      folder,
      Object.entries(packages)
        .map(([name, version]) => `${name}@${version}`)
        .join(' '),
    );
    writeFileSync(mark, wanted);
  }
  return join(folder, 'node_modules');
}

function fetch(folder: string, what: string): void {
  console.error(`fetching ${what} …`);
  const { status } = spawnSync(NPM, ['install', ...OPTIONS], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) return;
  throw new Error(
    `${what} could not be fetched from the npm registry; the tests with real clients need the network once`,
  );
}

/** Imports a file of a fetched package. The caller writes down what it uses of it: the package is not there when types are checked. */
export async function load<T>(nodeModules: string, file: string): Promise<T> {
  return (await import(pathToFileURL(join(nodeModules, file)).href)) as T;
}

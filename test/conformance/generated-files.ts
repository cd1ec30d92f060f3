import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { filesUnder } from '../../src/emit/emit.js';
import { OURS } from '../support/server.js';

/** Types for older clients, which the reference no longer has. */
const ONLY_OURS = /ThreadRollback/;
const RUNS = [
  ['generate-ts'],
  ['generate-ts', '--experimental'],
  ['generate-json-schema'],
  ['generate-json-schema', '--experimental'],
];

/** Files that the generators write and those of the reference do not: a type in another folder, or one that should need `--experimental`. */
export async function strayFiles(reference: string, cache: string): Promise<string[]> {
  const strays: string[] = [];
  for (const args of RUNS) {
    const ours = await written(OURS, args, join(cache, 'ours'));
    const theirs = new Set(await written([reference, 'app-server'], args, join(cache, 'theirs')));
    const stray = ours.filter((path) => !theirs.has(path) && !ONLY_OURS.test(path));
    strays.push(...stray.map((path) => `${args.join(' ')} writes ${path}`));
  }
  return strays;
}

async function written([program, ...first]: readonly string[], args: readonly string[], folder: string) {
  await rm(folder, { recursive: true, force: true });
  execFileSync(program as string, [...first, ...args, '--out', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return filesUnder(folder);
}

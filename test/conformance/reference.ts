import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@openai/codex@0.44.0';
/** A binary of the reference of v2 that is there already; `todays.ts` fetches it otherwise. */
export const referenceOfV2 = () => process.env.TURNWIRE_REFERENCE_V2;

const CACHE = fileURLToPath(new URL('../../.cache/reference', import.meta.url));

/** The path of the reference program: the one named by `TURNWIRE_REFERENCE`, else the one in the cache, fetched when missing. */
export async function findReference(): Promise<string> {
  const named = process.env.TURNWIRE_REFERENCE;
  if (named) return named;
  return (await cached()) ?? (await fetched());
}

async function cached(): Promise<string | undefined> {
  const vendor = join(CACHE, 'node_modules/@openai/codex/vendor');
  const [cpu, system] = [CPUS[process.arch], SYSTEMS[process.platform]];
  const targets = existsSync(vendor) ? await readdir(vendor) : [];
  const target = targets.find((name) => cpu && system && name.startsWith(cpu) && name.includes(system));
  if (target === undefined) return undefined;
  return join(vendor, target, 'codex', process.platform === 'win32' ? 'codex.exe' : 'codex');
}

const CPUS: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };
const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

async function fetched(): Promise<string> {
  console.error(`fetching ${PACKAGE} …`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', CACHE, PACKAGE];
  const { status } = spawnSync(npm, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const path = status === 0 ? await cached() : undefined;
  if (path === undefined) {
    throw new Error(`${PACKAGE} could not be fetched; name a binary of it with TURNWIRE_REFERENCE`);
  }
  return path;
}

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceOfV2 } from './reference.js';

const PACKAGE = '@openai/codex@0.171.0';
const NAME_IT = 'name a binary of it with TURNWIRE_REFERENCE_V2';
const CACHE = fileURLToPath(new URL('../../.cache/todays', import.meta.url));
const PROGRAM = join(CACHE, 'node_modules/@openai/codex/bin/codex.js');

/** The command of a recent release of the reference, which speaks another protocol and reads the same files; fetched when missing. */
export function todaysReference(): readonly string[] {
  const named = referenceOfV2();
  if (named !== undefined) return [named, 'app-server'];
  fetchOnce();
  return [process.execPath, PROGRAM, 'app-server'];
}

/** The same as one program, without the script that starts it: a test that kills the server must reach the server itself. */
export function todaysProgram(): string {
  const named = referenceOfV2();
  if (named !== undefined) return named;
  fetchOnce();
  const scope = join(CACHE, 'node_modules/@openai');
  const native = readdirSync(scope).find((name) => name.startsWith('codex-')) ?? 'codex';
  const vendor = join(scope, native, 'vendor');
  const [target = ''] = existsSync(vendor) ? readdirSync(vendor) : [];
  const path = join(vendor, target, 'bin', process.platform === 'win32' ? 'codex.exe' : 'codex');
  if (!existsSync(path)) throw new Error(`${PACKAGE} has no program; ${NAME_IT}`);
  return path;
}

function fetchOnce(): void {
  if (!existsSync(PROGRAM)) {
    console.error(`fetching ${PACKAGE} …`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', CACHE, PACKAGE];
    spawnSync(npm, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (!existsSync(PROGRAM)) throw new Error(`${PACKAGE} could not be fetched; ${NAME_IT}`);
  }
}

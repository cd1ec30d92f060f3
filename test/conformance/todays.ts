import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceOfV2 } from './reference.js';

const PACKAGE = '@openai/codex@0.171.0';
const CACHE = fileURLToPath(new URL('../../.cache/todays', import.meta.url));
const PROGRAM = join(CACHE, 'node_modules/@openai/codex/bin/codex.js');

/** The command of a recent release of the reference, which speaks another protocol and reads the same files; fetched when missing. */
export function todaysReference(): readonly string[] {
  const named = referenceOfV2();
  if (named !== undefined) return [named, 'app-server'];
  if (!existsSync(PROGRAM)) {
    console.error(`fetching ${PACKAGE} …`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', CACHE, PACKAGE];
    spawnSync(npm, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (!existsSync(PROGRAM)) throw new Error(`${PACKAGE} could not be fetched`);
  }
  return [process.execPath, PROGRAM, 'app-server'];
}

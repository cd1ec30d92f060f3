import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error.js';

/** `$CODEX_HOME`, which must exist and is resolved, or `~/.codex`, which need not (C17). */
export function findHome(env: NodeJS.ProcessEnv): string {
  const named = env.CODEX_HOME;
  if (!named) return join(homedir(), '.codex');
  try {
    const real = realpathSync(named);
    if (!statSync(real).isDirectory()) throw new Error('not a directory');
    return real;
  } catch (e) {
    throw new ConfigError(`CODEX_HOME ${named}: ${(e as Error).message}`);
  }
}

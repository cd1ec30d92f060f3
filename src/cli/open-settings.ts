import { withDotEnv } from '../config/dot-env.js';
import { findHome } from '../config/home.js';
import { parseOverride } from '../config/overrides.js';
import { FileSettings } from '../config/settings.js';
import { canReadOpen } from '../process/sandbox/secrets.js';
import { type Log, logFrom } from '../server/log.js';

/** The configuration as a command finds it. */
export interface OpenSettings {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: FileSettings;
  readonly log: Log;
}

/** `overrides` are those of `-c`. Throws `ConfigError`. */
export function openSettings(overrides: readonly string[]): OpenSettings {
  const home = findHome(process.env);
  const { env, findings } = withDotEnv(home, process.env);
  const log = logFrom(env);
  const mayRead = (fd: number, path: string): boolean => canReadOpen(fd, path, home);
  const given = overrides.map(parseOverride);
  const settings = new FileSettings({ home, cwd: process.cwd(), env, overrides: given, log, findings, mayRead });
  settings.check();
  return { home, env, settings, log };
}

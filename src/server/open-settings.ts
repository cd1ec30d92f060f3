import type { LoadedEnv } from '../config/dot-env.js';
import type { Override } from '../config/overrides.js';
import { FileSettings } from '../config/settings.js';
import { canReadOpen } from '../process/sandbox/secrets.js';
import type { Log } from './log.js';

export interface SettingsOptions {
  /** `$CODEX_HOME`, resolved. */
  readonly home: string;
  readonly cwd: string;
  /** With the variables of `.env` in the home. */
  readonly loaded: LoadedEnv;
  readonly overrides: readonly Override[];
  /** `config.toml` counts as empty. */
  readonly ignoresFile?: boolean | undefined;
  readonly log: Log;
}

/** The configuration, checked. */
export interface OpenSettings {
  readonly settings: FileSettings;
  /** Whether an open file may be read for the model: it holds no secrets of the home. */
  readonly mayRead: (fd: number, path: string) => boolean;
}

/** Throws `ConfigError`. */
export function openSettings({ home, cwd, loaded, overrides, ignoresFile, log }: SettingsOptions): OpenSettings {
  const { env, findings } = loaded;
  const mayRead = (fd: number, path: string): boolean => canReadOpen(fd, path, home);
  const settings = new FileSettings({ home, cwd, env, overrides, ignoresFile, log, findings, mayRead });
  settings.check();
  return { settings, mayRead };
}

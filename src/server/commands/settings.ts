import { withDotEnv } from '../../config/dot-env.js';
import { findHome } from '../../config/home.js';
import { parseOverride } from '../../config/overrides.js';
import type { FileSettings } from '../../config/settings.js';
import type { ListedModel } from '../../core/ports/index.js';
import { listedModels } from '../../model/catalogue.js';
import { type Diagnosis, diagnose } from '../../process/sandbox/doctor.js';
import { createSandbox } from '../../process/sandbox/sandbox.js';
import { type Log, logFrom } from '../log.js';
import { openSettings } from '../open-settings.js';

export type { ListedModel } from '../../core/ports/index.js';

/** The configuration, as commands read it. */
export interface CommandSettings {
  readonly home: string;
  /** With the variables of `.env` in the home. */
  readonly env: NodeJS.ProcessEnv;
  readonly settings: FileSettings;
  readonly log: Log;
}

/** `overrides` are those of `-c`. Throws `ConfigError`. */
export function commandSettings(overrides: readonly string[]): CommandSettings {
  const { home, loaded } = environment();
  const log = logFrom(loaded.env);
  const { settings } = openSettings({
    home,
    cwd: process.cwd(),
    loaded,
    overrides: overrides.map(parseOverride),
    log,
  });
  return { home, env: loaded.env, settings, log };
}

/** The models that a user can choose from. Throws `ConfigError`. */
export function models(overrides: readonly string[]): readonly ListedModel[] {
  return listedModels(commandSettings(overrides).settings.derive({}));
}

/** Which sandbox for commands works on this machine. Reads no `config.toml`, so it also works when that file cannot be used. */
export function diagnoseSandbox(): Promise<Diagnosis> {
  const { home, loaded } = environment();
  return diagnose(createSandbox({ codexHome: home, env: loaded.env }));
}

function environment() {
  const home = findHome(process.env);
  return { home, loaded: withDotEnv(home, process.env) };
}

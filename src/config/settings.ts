import { AppError } from '../../protocol/errors.js';
import type { ConversationSettings, SavedConfig, Settings, SettingsOverrides } from '../core/ports.js';
import { ConfigError } from './config-error.js';
import { type DeriveContext, deriveProvider, deriveSettings } from './derive.js';
import { applyOverrides, type Override, overridesFrom } from './overrides.js';
import { savedConfig } from './saved.js';
import { checkConfig } from './schema.js';
import { readConfigFile, type TomlTable } from './toml.js';

export interface FileSettingsOptions extends DeriveContext {
  readonly home: string;
  /** `-c` of the command line: above the file, below what a request says. */
  readonly overrides: readonly Override[];
}

/** The configuration of `config.toml`, read at each call so that an edit counts for the next conversation. */
export class FileSettings implements Settings {
  readonly #options: FileSettingsOptions;

  constructor(options: FileSettingsOptions) {
    this.#options = options;
  }

  /** Throws `ConfigError` when a conversation could not be configured now; called once, at the start. */
  check(): void {
    deriveSettings(this.#tree(), {}, this.#options);
  }

  derive(request: SettingsOverrides): ConversationSettings {
    try {
      const tree = applyOverrides(this.#tree(), overridesFrom(request.config ?? {}));
      return deriveSettings(tree, request, this.#options);
    } catch (e) {
      if (!(e instanceof ConfigError)) throw e;
      throw new AppError('config_invalid', `error deriving config: ${e.message}`, {
        reason: e.message,
        ...(e.key === undefined ? {} : { key: e.key }),
      });
    }
  }

  saved(): SavedConfig {
    const unreadable = (prefix: string, e: unknown): never => {
      if (!(e instanceof ConfigError)) throw e;
      throw new AppError('config_unreadable', `${prefix}: ${e.message}`, { reason: e.message });
    };
    let tree: TomlTable = {};
    try {
      tree = readConfigFile(this.#options.home);
    } catch (e) {
      unreadable('failed to load config.toml', e);
    }
    try {
      return savedConfig(checkConfig(tree));
    } catch (e) {
      return unreadable('failed to parse config.toml', e);
    }
  }

  requiresOpenaiAuth(): boolean {
    return deriveProvider(this.#tree(), this.#options).requiresOpenaiAuth;
  }

  #tree(): TomlTable {
    return applyOverrides(readConfigFile(this.#options.home), this.#options.overrides);
  }
}

import { ConfigError } from '../config/config-error.js';
import { findHome } from '../config/home.js';
import { type Override, parseOverride } from '../config/overrides.js';
import type { WhenNobodyIsThere } from '../core/ports/index.js';
import type { OutwardIdentity } from './identity.js';
import type { Log } from './log.js';
import { Server } from './server.js';

export interface LoadOptions {
  /** `key=value` texts of `-c`. */
  readonly overrides: readonly string[];
  /** `config.toml` counts as empty. */
  readonly ignoresFile?: boolean | undefined;
  readonly identity: OutwardIdentity;
  readonly log: Log;
  readonly cwd: string;
  readonly whenNobodyIsThere?: WhenNobodyIsThere | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Builds the server from what the command line and the environment say; throws `ConfigError` with the reference's prefixes. */
export function loadServer({ overrides, ...options }: LoadOptions): Server {
  const parsed = prefixed('error parsing -c overrides', (): Override[] => overrides.map(parseOverride));
  return prefixed(
    'error loading config',
    () => new Server({ ...options, overrides: parsed, home: findHome(options.env) }),
  );
}

function prefixed<T>(prefix: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    if (e instanceof ConfigError) throw new ConfigError(`${prefix}: ${e.message}`, e);
    throw e;
  }
}

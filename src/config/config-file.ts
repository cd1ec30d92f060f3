import { isUtf8 } from 'node:buffer';
import { type BigIntStats, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFileSync } from '../os/open-regular-file.js';
import { ConfigError } from './config-error.js';
import { parseToml, type TomlTable } from './toml.js';

export interface LoadedConfig {
  readonly path: string;
  /** Empty when there is no file. */
  readonly text: string;
  readonly tree: TomlTable;
}

/** Far more than users write, and little enough to be parsed without a pause. */
const MAX_BYTES = 1024 * 1024;
/** Two changes within one tick of a file system's clock cannot be distinguished, so a younger file is read again. */
const SETTLED_MS = 50;
/** The same where times are whole seconds (FAT: 2 s). */
const SETTLED_WHOLE_SECONDS_MS = 2_500;

/** `config.toml`, parsed again only when it has changed. */
export class ConfigFile {
  readonly path: string;
  #known: { readonly mark: string; readonly loaded: LoadedConfig } | undefined;

  constructor(home: string) {
    this.path = join(home, 'config.toml');
  }

  /** Throws `ConfigError` when it cannot be read or is not TOML. The same object as before while the file is the same. */
  read(): LoadedConfig {
    // The time is read before the content, so that a change in between is noticed the next time.
    const mark = markOf(this.#stat());
    if (mark !== undefined && this.#known?.mark === mark) return this.#known.loaded;
    const text = readConfigText(this.path) ?? '';
    const same = this.#known?.loaded.text === text;
    const loaded = same && this.#known ? this.#known.loaded : this.#parse(text);
    this.#known = { mark: mark ?? '', loaded };
    return loaded;
  }

  #parse(text: string): LoadedConfig {
    return { path: this.path, text, tree: parseToml(text, this.path) };
  }

  #stat(): BigIntStats | undefined {
    try {
      return statSync(this.path, { bigint: true, throwIfNoEntry: false });
    } catch {
      return undefined; // reading the file reports why
    }
  }
}

/** The text of the file; undefined when there is none. Throws `ConfigError`. */
export function readConfigText(path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readRegularFileSync(path, { maxBytes: MAX_BYTES });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`${path}: ${(e as Error).message}`);
  }
  if (!isUtf8(bytes)) throw new ConfigError(`${path} is not UTF-8`);
  return bytes.toString('utf8');
}

/** Identifies the state of a file; undefined when the file is too young for its time to be a proof. */
function markOf(stats: BigIntStats | undefined): string | undefined {
  if (!stats) return undefined;
  const age = Date.now() - Math.max(Number(stats.ctimeMs), Number(stats.mtimeMs));
  const isFine = stats.ctimeNs % 1_000_000_000n !== 0n;
  if (age < (isFine ? SETTLED_MS : SETTLED_WHOLE_SECONDS_MS)) return undefined;
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}

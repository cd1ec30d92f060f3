import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { isProof, isSame, type Mark, markAt, NO_FILE } from '../os/file-mark.js';
import { readRegularFileSync } from '../os/open-regular-file.js';
import { ConfigError } from './config-error.js';
import { parseToml, type TomlTable } from './toml.js';

export interface LoadedConfig {
  readonly path: string;
  /** Empty when there is no file. */
  readonly text: string;
  readonly tree: TomlTable;
}

/** Much more than users write, and small enough to be parsed at once. */
const MAX_BYTES = 1024 * 1024;

/** `config.toml`, parsed again only when it has changed. */
export class ConfigFile {
  readonly path: string;
  /** `mark`: undefined when it is no proof that the file is the same. */
  #known: { readonly mark: Mark | undefined; readonly loaded: LoadedConfig } | undefined;

  readonly #isIgnored: boolean;

  /** `isIgnored`: it is read as if there were none. */
  constructor(home: string, isIgnored = false) {
    this.path = join(home, 'config.toml');
    this.#isIgnored = isIgnored;
  }

  /** Throws `ConfigError` when it cannot be read or is not TOML. The same object as before while the file is the same. */
  read(): LoadedConfig {
    const now = Date.now();
    const mark = this.#isIgnored ? NO_FILE : markAt(this.path);
    if (mark && this.#known?.mark && isSame(mark, this.#known.mark)) return this.#known.loaded;
    // Without a file nothing is read: a file that appears now has another mark the next time.
    const text = mark === NO_FILE ? '' : (readConfigText(this.path) ?? '');
    const same = this.#known?.loaded.text === text;
    const loaded = same && this.#known ? this.#known.loaded : this.#parse(text);
    this.#known = { mark: mark && isProof(mark, now) ? mark : undefined, loaded };
    return loaded;
  }

  #parse(text: string): LoadedConfig {
    return { path: this.path, text, tree: parseToml(text, this.path) };
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

import { chmodSync, mkdirSync, realpathSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../os/atomic-write.js';
import { readRegularFileSync, UnusableFileError } from '../os/open-regular-file.js';
import { sleep } from '../os/owned-file.js';
import { type AuthFile, type AuthFileContent, formatAuthFile, readAuthFile } from './auth-file.js';

/** Where the sign-in is kept. */
export interface CredentialStore {
  /** Undefined when there is no sign-in. A sign-in that cannot be read counts as none. */
  read(): AuthFile | undefined;
  /** Replaces what is there; throws when it cannot. */
  write(file: AuthFile): void;
  /** Removes the sign-in completely; it need not exist. Throws when this fails. */
  remove(): void;
  /** A text that differs after each change by any program. It is cheap enough to be read at each use. */
  stamp(): string;
  /** Why it cannot be used or read, for the user. */
  readonly problem?: string | undefined;
}

export interface AuthLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
}

/** Users other than the owner may read or write. */
const LOOSE = 0o077;
const MODE = 0o600;
const MAX_BYTES = 1024 * 1024;
/** How often, and after how many milliseconds, an empty or unreadable file is read again: other programs write it in place. */
const AGAIN_MS = 10;
const AGAIN_TIMES = 3;

const NOTHING: AuthFileContent = { file: undefined, problem: undefined };

/** `$CODEX_HOME/auth.json`, readable by its owner alone and replaced as a whole (C47). */
export class FileCredentialStore implements CredentialStore {
  readonly path: string;
  readonly #log: AuthLog;
  #complained = false;
  /** The part of the file that could not be used when it was last read. */
  problem: string | undefined;

  constructor(home: string, log: AuthLog) {
    this.path = join(home, 'auth.json');
    this.#log = log;
  }

  read(): AuthFile | undefined {
    for (let tries = 0; ; tries++) {
      const { file, problem } = this.#load();
      this.problem = problem && `auth.json cannot be used as a sign-in: ${problem}. Sign in again to replace it.`;
      if (file || problem === undefined || tries === AGAIN_TIMES) return file;
      sleep(AGAIN_MS);
    }
  }

  write(file: AuthFile): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeAtomically(this.path, formatAuthFile(file), MODE);
  }

  /** A link stays, and its target is removed. */
  remove(): void {
    let target: string;
    try {
      target = realpathSync(this.path);
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw e;
    }
    // If a link leads to a device, only the link is removed.
    rmSync(statSync(target).isFile() ? target : this.path, { force: true });
  }

  stamp(): string {
    const stats = this.#stat();
    return stats ? [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ') : '';
  }

  #load(): AuthFileContent {
    const stats = this.#stat();
    if (!stats) return NOTHING;
    if (!stats.isFile()) return { file: undefined, problem: 'it is not a regular file' };
    this.#tighten(stats);
    try {
      return readAuthFile(readRegularFileSync(this.path, { maxBytes: MAX_BYTES }));
    } catch (e) {
      if (e instanceof UnusableFileError) return { file: undefined, problem: e.message };
      const { code } = e as NodeJS.ErrnoException;
      return code === 'ENOENT' ? NOTHING : { file: undefined, problem: `it cannot be read (${code})` };
    }
  }

  #stat(): Stats | undefined {
    try {
      return statSync(this.path, { throwIfNoEntry: false });
    } catch {
      return undefined; // a folder in the path may not be entered
    }
  }

  #tighten(stats: Stats): void {
    if (process.platform === 'win32' || (stats.mode & LOOSE) === 0) return;
    const { path } = this;
    const mode = (stats.mode & 0o777).toString(8);
    try {
      chmodSync(path, MODE);
      this.#log.warn({ path, mode }, 'auth.json could be read by others; now its owner alone may');
    } catch (e) {
      if (!this.#complained) this.#log.warn({ path, mode, err: e }, 'auth.json can be read by others');
      this.#complained = true;
    }
  }
}

import { join } from 'node:path';
import * as z from 'zod';
import type { McpTarget } from '../../core/ports/mcp.js';
import { writeAtomically } from '../../os/atomic-write.js';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import { withWriteLock } from '../locks.js';
import { keyOf, keyStart, McpCredentials } from './credentials.js';

const Entries = z.record(z.string(), z.unknown());
type Entries = z.infer<typeof Entries>;

const MODE = 0o600;
const MAX_BYTES = 4 * 1024 * 1024;

/** `$CODEX_HOME/.credentials.json`: an entry for each server's name and address, beside those of other programs, which stay as they are. */
export class McpCredentialFile {
  readonly #home: string;
  readonly #path: string;

  constructor(home: string) {
    this.#home = home;
    this.#path = join(home, '.credentials.json');
  }

  /** Undefined when there are none; a file that cannot be read counts as none. */
  find(target: McpTarget): McpCredentials | undefined {
    let entries: Entries;
    try {
      entries = this.#read();
    } catch {
      return undefined;
    }
    const { data } = McpCredentials.safeParse(entries[keyOf(target)]);
    return data?.server_url === target.url ? data : undefined;
  }

  /** Throws when the file cannot be written, or holds what cannot be read. */
  keep(target: McpTarget, credentials: McpCredentials): void {
    this.#change((entries) => ({ ...entries, [keyOf(target)]: credentials }));
  }

  /** Keeps renewed credentials, unless the old ones have gone or been replaced meanwhile; false then. */
  replace(target: McpTarget, old: McpCredentials, renewed: McpCredentials): boolean {
    let replaced = false;
    this.#change((entries) => {
      replaced = this.find(target)?.refresh_token === old.refresh_token;
      return replaced ? { ...entries, [keyOf(target)]: renewed } : entries;
    });
    return replaced;
  }

  /** Forgets every sign-in under this name; false when there was none. */
  remove(name: string): boolean {
    const isOurs = (key: string): boolean => key.startsWith(keyStart(name));
    if (!Object.keys(this.#read()).some(isOurs)) return false;
    this.#change((entries) => Object.fromEntries(Object.entries(entries).filter(([key]) => !isOurs(key))));
    return true;
  }

  #change(edit: (entries: Entries) => Entries): void {
    withWriteLock(this.#home, () => {
      const before = this.#read();
      const after = edit(before);
      if (after !== before) writeAtomically(this.#path, JSON.stringify(after, null, 2), MODE);
    });
  }

  #read(): Entries {
    let text: string;
    try {
      text = readRegularFileSync(this.#path, { maxBytes: MAX_BYTES }).toString('utf8');
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw e;
    }
    try {
      return Entries.parse(JSON.parse(text));
    } catch {
      throw new Error(`${this.#path} holds no JSON object, and is left as it is`); // without the cause, which may quote the file
    }
  }
}

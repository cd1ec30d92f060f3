import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AppError } from '../../protocol/errors.js';
import { type AuthFile, formatAuthFile, readAuthFile } from './auth-file.js';
import type { CredentialStore } from './credential-store.js';

const SERVICE = 'Codex Auth';
/** Milliseconds for which the key store is not read again: each read goes to another process. */
const KEEP_MS = 5_000;

/** One secret in the key store. Each of these throws when there is no key store. */
export interface KeyringEntry {
  getPassword(): string | null;
  setPassword(text: string): void;
  deletePassword(): boolean;
}
export type OpenEntry = (service: string, name: string) => KeyringEntry;

/** The key store of the desktop. What is kept there is the text of `auth.json`, under a name that stands for the home. */
export class KeyringCredentialStore implements CredentialStore {
  readonly #open: () => KeyringEntry;
  #entry: KeyringEntry | undefined;
  #kept: { text: string | undefined; at: number } | undefined;
  /** Why it could not be used at the last attempt. */
  problem: string | undefined;

  constructor(home: string, open: OpenEntry = openEntry) {
    const path = existsSync(home) ? realpathSync(home) : home;
    const name = `cli|${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
    this.#open = () => open(SERVICE, name);
  }

  read(): AuthFile | undefined {
    const text = this.#text();
    return text === undefined ? undefined : readAuthFile(Buffer.from(text)).file;
  }

  write(file: AuthFile): void {
    this.#use((entry) => entry.setPassword(formatAuthFile(file)));
  }

  remove(): void {
    this.#use((entry) => entry.deletePassword());
  }

  stamp(): string {
    const text = this.#text();
    return text === undefined ? '' : createHash('sha256').update(text).digest('hex');
  }

  #text(): string | undefined {
    const now = Date.now();
    if (this.#kept && now - this.#kept.at < KEEP_MS) return this.#kept.text;
    let text: string | undefined;
    try {
      text = this.#use((entry) => entry.getPassword()) ?? undefined;
    } catch {
      // what is wrong is kept in `problem`
    }
    this.#kept = { text, at: now };
    return text;
  }

  #use<T>(act: (entry: KeyringEntry) => T): T {
    this.#kept = undefined;
    try {
      this.#entry ??= this.#open();
      const result = act(this.#entry);
      this.problem = undefined;
      return result;
    } catch (e) {
      const reason = (e as Error).message;
      this.problem = `The key store of this desktop cannot be used: ${reason.replace(/[.\s]*$/, '')}.`;
      throw new AppError('keyring_unavailable', this.problem, { reason });
    }
  }
}

/**
 * The package is loaded only here: it is native and optional, and most users do not need it. Without the fixed backend, it would use the kernel's keyring on
 * Linux, which loses everything at the end of the session.
 */
function openEntry(service: string, name: string): KeyringEntry {
  const keyring = createRequire(import.meta.url)('@napi-rs/keyring') as typeof import('@napi-rs/keyring');
  return new keyring.Entry(service, name, { linux: { store: 'secret-service' } });
}

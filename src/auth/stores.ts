import type { AuthSettings } from '../domain/auth-settings.js';
import type { AuthFile } from './auth-file.js';
import { type AuthLog, type CredentialStore, FileCredentialStore } from './credential-store.js';
import { KeyringCredentialStore, type OpenEntry } from './keyring-store.js';

export interface StoreContext {
  readonly home: string;
  readonly log: AuthLog;
  /** Default: the key store of the desktop. */
  readonly openEntry?: OpenEntry;
}

/** The store that `cli_auth_credentials_store` names. */
export function createStore(storage: AuthSettings['storage'], context: StoreContext): CredentialStore {
  const { home, log, openEntry } = context;
  if (storage === 'ephemeral') return new MemoryStore();
  const file = new FileCredentialStore(home, log);
  if (storage === 'file') return file;
  const keyring = new KeyringCredentialStore(home, openEntry);
  return storage === 'keyring' ? new KeyringOnly(keyring, file) : new KeyringOrFile(keyring, file);
}

/** A sign-in that lasts as long as this process. Nothing is written, and stored sign-ins do not count. */
class MemoryStore implements CredentialStore {
  #file: AuthFile | undefined;
  #changes = 0;

  read(): AuthFile | undefined {
    return this.#file;
  }

  write(file: AuthFile): void {
    this.#file = file;
    this.#changes++;
  }

  remove(): void {
    this.#file = undefined;
    this.#changes++;
  }

  stamp(): string {
    return String(this.#changes);
  }
}

/** The key store of the desktop. The next sign-in removes the file of an earlier one. */
class KeyringOnly implements CredentialStore {
  constructor(
    readonly keyring: KeyringCredentialStore,
    readonly file: FileCredentialStore,
  ) {}

  get problem(): string | undefined {
    const { problem } = this.keyring;
    return problem && `${problem} Set cli_auth_credentials_store = "file" to keep the sign-in in auth.json.`;
  }

  read(): AuthFile | undefined {
    return this.keyring.read();
  }

  write(file: AuthFile): void {
    this.keyring.write(file);
    this.file.remove();
  }

  remove(): void {
    this.keyring.remove();
    this.file.remove();
  }

  stamp(): string {
    return this.keyring.stamp();
  }
}

/** The key store where there is one, else the file. */
class KeyringOrFile implements CredentialStore {
  constructor(
    readonly keyring: KeyringCredentialStore,
    readonly file: FileCredentialStore,
  ) {}

  get problem(): string | undefined {
    return this.keyring.read() ? undefined : this.file.problem;
  }

  read(): AuthFile | undefined {
    return this.keyring.read() ?? this.file.read();
  }

  write(file: AuthFile): void {
    try {
      this.keyring.write(file);
    } catch {
      return this.file.write(file); // no key store here
    }
    this.file.remove();
  }

  remove(): void {
    try {
      this.keyring.remove();
    } catch {
      // no key store here, so nothing is in it
    }
    this.file.remove();
  }

  stamp(): string {
    return `${this.keyring.stamp()} ${this.file.stamp()}`;
  }
}

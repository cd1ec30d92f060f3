import { type AuthFile, readAuthFile, readClaims } from './auth-file.js';

export interface StoredCredentials {
  readonly token: string;
  readonly accountId?: string | undefined;
  readonly chatgpt: boolean;
}

/** Who is signed in, as `auth.json` says now. An API key in the file wins over tokens (v1-protocol §16.2). */
export class StoredAccounts {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  status(): { method?: 'apikey' | 'chatgpt'; token?: string } {
    const credentials = this.#stored();
    if (!credentials) return {};
    return { method: credentials.chatgpt ? 'chatgpt' : 'apikey', token: credentials.token };
  }

  email(): string | undefined {
    const jwt = readAuthFile(this.#home)?.tokens?.id_token;
    const email = jwt === undefined ? undefined : readClaims(jwt)?.email;
    return typeof email === 'string' ? email : undefined;
  }

  async current(): Promise<StoredCredentials | undefined> {
    return this.#stored();
  }

  async afterRefusal(): Promise<StoredCredentials | undefined> {
    return undefined;
  }

  #stored(): StoredCredentials | undefined {
    return fromFile(readAuthFile(this.#home));
  }
}

function fromFile(file: AuthFile | undefined): StoredCredentials | undefined {
  const key = file?.OPENAI_API_KEY;
  if (typeof key === 'string') return key.trim() === '' ? undefined : { token: key, chatgpt: false };
  const tokens = file?.tokens;
  if (!tokens?.access_token) return undefined;
  return { token: tokens.access_token, accountId: tokens.account_id ?? undefined, chatgpt: true };
}

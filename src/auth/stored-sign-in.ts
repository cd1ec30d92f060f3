import { createHash } from 'node:crypto';
import type { AuthSettings } from '../domain/auth-settings.js';
import { type AuthFile, readClaims, type Tokens } from './auth-file.js';

/** Who is signed in, and with what. */
export type SignIn = KeySignIn | AccountSignIn;

interface KeySignIn {
  readonly method: 'apikey';
  readonly token: string;
  /** Identifies the owner without revealing the key. */
  readonly account: string;
}

export interface AccountSignIn {
  readonly method: 'chatgpt';
  readonly token: string;
  readonly account: string;
  readonly tokens: Tokens;
  /** Milliseconds since the epoch. */
  readonly renewedAt: number | undefined;
}

export interface Choice {
  readonly signIn: SignIn | undefined;
  /** Why a stored sign-in does not count, for the user. */
  readonly excluded: string | undefined;
}

/**
 * The sign-in that counts: a key in `auth.json`, the key of the environment where the configuration wants it, tokens; tokens first where
 * accounts are preferred, by the configuration or else by `auth_mode` of the file (C305).
 */
export function chooseSignIn(file: AuthFile | undefined, envKey: string | undefined, settings: AuthSettings): Choice {
  const { forced, preferred = file?.auth_mode } = settings;
  const keys = [file?.OPENAI_API_KEY, environmentCounts(settings) ? envKey : undefined].flatMap(keySignIn);
  const accounts = file ? accountSignIn(file) : [];
  const found: SignIn[] = preferred === 'chatgpt' ? [...accounts, ...keys] : [...keys, ...accounts];
  const signIn = found.find((each) => isAllowed(each, settings));
  if (signIn || found.length === 0) return { signIn, excluded: undefined };
  const excluded =
    accounts.length > 0 && forced !== 'apikey'
      ? 'The account in auth.json is of another workspace than forced_chatgpt_workspace_id; it is not used.'
      : `The configuration allows nothing but ${forced === 'apikey' ? 'an API key' : 'a ChatGPT account'}; the stored sign-in is not used.`;
  return { signIn: undefined, excluded };
}

/** Whether the configuration lets `OPENAI_API_KEY` of the environment count. */
export function environmentCounts({ alwaysKey, forced, preferred }: AuthSettings): boolean {
  return forced !== 'chatgpt' && (alwaysKey || preferred === 'apikey');
}

/** The ways to sign in that can be offered to a user who is not signed in. */
export function signInOptions(envKey: string | undefined, settings: AuthSettings) {
  const { forced } = settings;
  return [
    ...(forced === 'apikey' ? [] : ['chatgpt' as const]),
    ...(forced === 'chatgpt' ? [] : ['apikey' as const]),
    ...(forced !== 'chatgpt' && isKey(envKey) && !environmentCounts(settings) ? ['environment' as const] : []),
  ];
}

/** The account of the tokens, as far as they name it. */
export function accountOf(tokens: Tokens): string {
  const claims = readClaims(tokens.id_token);
  return `chatgpt:${tokens.account_id ?? claims?.accountId ?? claims?.subject ?? claims?.email ?? ''}`;
}

/** The workspace that tokens are for. */
export function workspaceOf(tokens: Pick<Tokens, 'id_token' | 'account_id'>): string | undefined {
  return readClaims(tokens.id_token)?.accountId ?? tokens.account_id ?? undefined;
}

function isAllowed(signIn: SignIn, { forced, forcedWorkspaces }: AuthSettings): boolean {
  if (forced !== undefined && signIn.method !== forced) return false;
  if (signIn.method === 'apikey' || forcedWorkspaces === undefined) return true;
  return forcedWorkspaces.includes(workspaceOf(signIn.tokens) ?? '');
}

const isKey = (key: string | null | undefined): key is string => key != null && key.trim() !== '';

function keySignIn(key: string | null | undefined): KeySignIn[] {
  if (!isKey(key)) return [];
  const hash = createHash('sha256').update(key.trim()).digest('hex').slice(0, 16);
  return [{ method: 'apikey', token: key.trim(), account: `apikey:${hash}` }];
}

/** The account whose tokens a file holds: one or none. */
export function accountSignIn({ tokens, last_refresh }: AuthFile): AccountSignIn[] {
  if (!tokens?.access_token) return [];
  const at = last_refresh == null ? Number.NaN : Date.parse(last_refresh);
  const renewedAt = Number.isNaN(at) ? undefined : at;
  return [{ method: 'chatgpt', token: tokens.access_token, account: accountOf(tokens), tokens, renewedAt }];
}

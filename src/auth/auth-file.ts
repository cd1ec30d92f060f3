import * as z from 'zod';
import { explain } from '../../protocol/explain.js';

const optionalText = z.string().nullish().catch(undefined);
const Tokens = z.lazy(() =>
  z.looseObject({
    id_token: z.string(),
    access_token: z.string().min(1),
    /** Empty when there is none: the tokens count until they expire. */
    refresh_token: z
      .string()
      .nullish()
      .catch(undefined)
      .transform((token) => token ?? ''),
    account_id: optionalText,
  }),
);
export type Tokens = z.infer<typeof Tokens>;

/** `auth.json` as 0.44 writes it (C13). Unknown members stay when the file is written. */
export type AuthFile = z.infer<typeof AuthFile>;
const AuthFile = z.lazy(() =>
  z.looseObject({
    OPENAI_API_KEY: optionalText,
    tokens: Tokens.nullish().catch(undefined),
    last_refresh: optionalText,
    /** Later versions of the reference write here whether the key or the account counts (C305). */
    auth_mode: optionalText,
  }),
);

export interface AuthFileContent {
  /** Undefined for a text that is no such file. */
  readonly file: AuthFile | undefined;
  /** What cannot be used in the file, as a text for the user. It quotes nothing from the file. */
  readonly problem: string | undefined;
}

/** The usable part of a file, and why the rest cannot be used. A missing member is no problem, unless a sign-in is incomplete without it. */
export function readAuthFile(bytes: Uint8Array): AuthFileContent {
  const text = decoded(bytes);
  if (text.trim() === '') return unusable('it is empty');
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    return unusable('it is not valid JSON');
  }
  const { data: file } = AuthFile.safeParse(tree);
  if (!file) return unusable('it holds no JSON object');
  const problem = keyProblem(tree as Members) ?? tokensProblem((tree as Members).tokens) ?? modeProblem(file);
  const { tokens, ...others } = file;
  return { file: tokens && readClaims(tokens.id_token) ? file : others, problem };
}

type Members = Readonly<Record<string, unknown>>;

const unusable = (problem: string): AuthFileContent => ({ file: undefined, problem });

/** Editors and shells of Windows write byte order marks and UTF-16. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}

function keyProblem({ OPENAI_API_KEY: key }: Members): string | undefined {
  return key == null || typeof key === 'string' ? undefined : 'OPENAI_API_KEY is not a text';
}

function tokensProblem(tokens: unknown): string | undefined {
  if (tokens == null) return undefined;
  const { error, data } = Tokens.safeParse(tokens);
  if (error) return `${['tokens', ...explain(error).path].join('.')} is missing or not a text`;
  return readClaims(data.id_token) ? undefined : 'tokens.id_token cannot be read';
}

/** A sign-in of a kind that is not known here. */
function modeProblem({ auth_mode: mode, OPENAI_API_KEY: key, tokens }: AuthFile): string | undefined {
  if (mode == null || mode === 'apikey' || mode === 'chatgpt' || key || tokens) return undefined;
  return 'it holds a sign-in of another kind (`auth_mode`) than an API key or a ChatGPT account';
}

/** The text in the reference's form: two spaces, the key first and always there, no newline at the end. */
export function formatAuthFile({ OPENAI_API_KEY, tokens, last_refresh, ...rest }: AuthFile): string {
  const known = {
    OPENAI_API_KEY: OPENAI_API_KEY ?? null,
    ...(tokens ? { tokens: orderedTokens(tokens) } : {}),
    ...(last_refresh == null ? {} : { last_refresh }),
  };
  return JSON.stringify({ ...known, ...rest }, null, 2);
}

function orderedTokens({ id_token, access_token, refresh_token, account_id, ...rest }: Tokens) {
  return { id_token, access_token, refresh_token, account_id: account_id ?? null, ...rest };
}

const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const RawClaims = z.lazy(() =>
  z.looseObject({
    sub: text,
    email: text,
    exp: z.number().optional().catch(undefined),
    'https://api.openai.com/auth': z
      .looseObject({
        chatgpt_plan_type: text,
        chatgpt_account_id: text,
        organization_id: text,
        project_id: text,
        completed_platform_onboarding: flag,
        is_org_owner: flag,
      })
      .optional()
      .catch(undefined),
  }),
);

/** The claims of a token. They are not verified here: only the issuer checks the signature. */
export interface Claims {
  readonly subject?: string | undefined;
  readonly email?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
  readonly plan?: string | undefined;
  readonly accountId?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly completedOnboarding?: boolean | undefined;
  readonly ownsOrganization?: boolean | undefined;
}

/** Undefined for a text that is no JWT. */
export function readClaims(jwt: string): Claims | undefined {
  const parts = jwt.split('.');
  if (parts.length !== 3) return undefined;
  let tree: unknown;
  try {
    tree = JSON.parse(Buffer.from(parts[1] as string, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const { data } = RawClaims.safeParse(tree);
  if (!data) return undefined;
  const auth = data['https://api.openai.com/auth'];
  return {
    subject: data.sub,
    email: data.email,
    expiresAt: data.exp === undefined ? undefined : data.exp * 1000,
    plan: auth?.chatgpt_plan_type,
    accountId: auth?.chatgpt_account_id,
    organizationId: auth?.organization_id,
    projectId: auth?.project_id,
    completedOnboarding: auth?.completed_platform_onboarding,
    ownsOrganization: auth?.is_org_owner,
  };
}

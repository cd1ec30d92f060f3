import * as z from 'zod';

const Tokens = z.looseObject({
  id_token: z.string(),
  access_token: z.string(),
  refresh_token: z.string(),
  account_id: z.string().nullish(),
});
export type Tokens = z.infer<typeof Tokens>;

/** `auth.json` as 0.44 writes it (C13). What is not known here survives a write. */
const AuthFile = z.looseObject({
  OPENAI_API_KEY: z.string().nullish(),
  tokens: Tokens.nullish(),
  last_refresh: z.string().nullish(),
});
export type AuthFile = z.infer<typeof AuthFile>;

/** Undefined for a text that is no such file or whose tokens say nothing: that counts as signed out. */
export function parseAuthFile(text: string): AuthFile | undefined {
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = AuthFile.safeParse(tree);
  return data?.tokens && !readClaims(data.tokens.id_token) ? undefined : data;
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
const RawClaims = z.looseObject({
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
});

/** What a token says of itself. Nothing vouches for it: the signature is the issuer's business. */
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

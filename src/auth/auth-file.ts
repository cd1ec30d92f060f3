import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** `auth.json` as 0.44 writes it (v1-protocol §16.1). */
const AuthFile = z.looseObject({
  OPENAI_API_KEY: z.string().nullish(),
  tokens: z
    .looseObject({
      id_token: z.string(),
      access_token: z.string(),
      refresh_token: z.string(),
      account_id: z.string().nullish(),
    })
    .nullish(),
  last_refresh: z.string().nullish(),
});
export type AuthFile = z.infer<typeof AuthFile>;

/** The stored credentials; undefined when there are none or the file is not one, which counts as signed out. */
export function readAuthFile(home: string): AuthFile | undefined {
  const path = join(home, 'auth.json');
  // Asked first because most have none, and an exception costs more than everything else here.
  if (!statSync(path, { throwIfNoEntry: false })) return undefined;
  try {
    const parsed = AuthFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!parsed.success) return undefined;
    return parsed.data.tokens && readClaims(parsed.data.tokens.id_token) === undefined ? undefined : parsed.data;
  } catch {
    return undefined; // missing, unreadable, not JSON: signed out in each case
  }
}

/** The claims of a JWT, for display only: the signature is the issuer's business. */
export function readClaims(jwt: string): Record<string, unknown> | undefined {
  const parts = jwt.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] as string, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

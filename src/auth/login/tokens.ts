import * as z from 'zod';
import { explain } from '../../../protocol/explain.js';
import { readClaims } from '../auth-file.js';
import type { NewTokens } from '../auth-manager.js';
import { explanation } from '../issuer-texts.js';

const text = z.string().min(1);
const Tokens = z.looseObject({ id_token: text, access_token: text, refresh_token: text });

/**
 * The tokens in an issuer's answer. As in the reference, only these three are required. The answer is not verified further, because it comes from the issuer
 * over a secure connection. Rejects with a message for the user, without what was sent.
 */
export async function readTokens(response: Response): Promise<NewTokens> {
  if (!response.ok) throw await refusalOf(response);
  const { data, error } = Tokens.safeParse(await response.json().catch(() => undefined));
  if (!data) throw new Error(`the answer of the issuer has no ${String(explain(error).path[0] ?? 'JSON')}`);
  if (!readClaims(data.id_token)) throw new Error('the id_token of the issuer cannot be read');
  return { idToken: data.id_token, accessToken: data.access_token, refreshToken: data.refresh_token };
}

/** The status and the issuer's own words. */
export async function refusalOf(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  return new Error([`${response.status}`, explanation(body)].filter(Boolean).join(': '));
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';

/** What a signed token must fit. */
export interface JwtRules {
  readonly secret: string;
  /** Undefined: anyone. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** How far the clocks of both sides may be apart. */
  readonly skewSeconds: number;
}

/** Other algorithms are refused, `none` too. So are extensions that must be understood (`crit`). */
const Header = z.object({ alg: z.literal('HS256'), crit: z.never().optional() });
const Claims = z.object({
  exp: z.int(),
  nbf: z.int().optional(),
  iss: z.unknown().optional(),
  aud: z.unknown().optional(),
});

/** Why a token (RFC 7519, with HS256) is refused; undefined when it is good. The texts are the same as in the reference. */
export function jwtProblem(token: string, rules: JwtRules, nowSeconds: number): string | undefined {
  const claims = verified(token, rules.secret);
  if (claims === undefined) return 'invalid websocket jwt';
  const { exp, nbf, iss, aud } = claims;
  if (nowSeconds > exp + rules.skewSeconds) return 'expired websocket jwt';
  if (nbf !== undefined && nbf > nowSeconds + rules.skewSeconds) return 'websocket jwt is not valid yet';
  if (rules.issuer !== undefined && iss !== rules.issuer) return 'websocket jwt issuer mismatch';
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (rules.audience !== undefined && !audiences.includes(rules.audience)) return 'websocket jwt audience mismatch';
  return undefined;
}

/** The claims of a token that was signed with the secret. */
function verified(token: string, secret: string): z.infer<typeof Claims> | undefined {
  const parts = token.split('.');
  const [header, claims, signature] = parts;
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined) return undefined;
  const expected = createHmac('sha256', secret).update(`${header}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  // Each signature has only one valid text.
  if (given.toString('base64url') !== signature || given.length !== expected.length) return undefined;
  if (!timingSafeEqual(given, expected)) return undefined;
  if (!Header.safeParse(jsonOf(header)).success) return undefined;
  return Claims.safeParse(jsonOf(claims)).data;
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

import * as z from 'zod';
import type { Issuer } from '../issuer.js';
import { postJson } from '../issuer-request.js';
import type { DeviceSignIn } from './device-grant.js';
import { exchangeCode } from './exchange.js';
import type { IssuerAccess } from './oauth-client.js';

const Begun = z.looseObject({
  device_auth_id: z.string(),
  user_code: z.string(),
  /** Seconds between two polls; the service writes it as text. */
  interval: z.coerce.number().min(0).catch(5),
});
const Approved = z.looseObject({ authorization_code: z.string(), code_verifier: z.string() });

/** Milliseconds for which a code can be typed in. */
const TIME_MS = 15 * 60_000;
const REQUEST_MS = 30_000;

/** Begins the sign-in that only the default issuer offers: after the user has typed in the code, the issuer returns another code with its verifier. */
export async function beginAccountCode(issuer: Issuer, reach: IssuerAccess): Promise<DeviceSignIn> {
  const post = (path: string, body: object) =>
    postJson({
      url: `${issuer.issuer}/api/accounts/deviceauth/${path}`,
      headers: { accept: 'application/json' },
      body,
      signal: AbortSignal.timeout(REQUEST_MS),
      env: reach.env,
    });
  const { status, body } = await post('usercode', { client_id: issuer.clientId });
  if (status === 404) throw new Error(`${issuer.issuer} does not offer to sign in with a device code`);
  const begun = Begun.safeParse(body);
  if (!begun.success) throw new Error(`${issuer.issuer} answered ${status} and gave no device code`);
  const { device_auth_id, user_code, interval } = begun.data;
  return {
    page: `${issuer.issuer}/codex/device`,
    code: user_code,
    intervalMs: interval * 1000,
    timeMs: TIME_MS,
    async poll() {
      const answer = await post('token', { device_auth_id, user_code });
      if (answer.status === 403 || answer.status === 404) return 'pending'; // the code has not been typed in yet
      const approved = Approved.safeParse(answer.body);
      if (!approved.success)
        throw new Error(`${issuer.issuer} answered ${answer.status} instead of approving the code`);
      const { authorization_code: code, code_verifier: verifier } = approved.data;
      return exchangeCode(issuer, { code, verifier, redirectUri: `${issuer.issuer}/deviceauth/callback` }, reach);
    },
  };
}

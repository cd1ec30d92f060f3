import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { postJson } from '../post.js';
import { exchangeCode } from './exchange.js';

/** What a person is shown: a page to open on any device, and a code to type there. */
export interface DeviceCode {
  readonly page: string;
  readonly code: string;
}

const Begun = z.looseObject({
  device_auth_id: z.string(),
  user_code: z.string(),
  /** Seconds between two questions; the service writes it as text. */
  interval: z.coerce.number().min(0).catch(5),
});
const Approved = z.looseObject({ authorization_code: z.string(), code_verifier: z.string() });

/** Milliseconds for which a code can be typed in. */
const TIME_MS = 15 * 60_000;
const QUESTION_MS = 30_000;

/**
 * Signs in with a code that is typed in on another device, the way the default issuer offers it. Rejects with a message for people: among others when
 * the issuer does not offer it, or the time is up.
 */
export async function signInByDevice(
  issuer: Issuer,
  env: NodeJS.ProcessEnv,
  show: (shown: DeviceCode) => void,
): Promise<NewTokens> {
  const ask = (path: string, body: object) =>
    postJson({
      url: `${issuer.issuer}/api/accounts/deviceauth/${path}`,
      headers: { accept: 'application/json' },
      body,
      signal: AbortSignal.timeout(QUESTION_MS),
      env,
    });
  const { status, body } = await ask('usercode', { client_id: issuer.clientId });
  if (status === 404) throw new Error(`${issuer.issuer} does not offer to sign in with a device code`);
  const begun = Begun.safeParse(body);
  if (!begun.success) throw new Error(`${issuer.issuer} answered ${status} and gave no device code`);
  const { device_auth_id, user_code, interval } = begun.data;
  show({ page: `${issuer.issuer}/codex/device`, code: user_code });
  const end = Date.now() + TIME_MS;
  while (Date.now() < end) {
    await pause(interval * 1000);
    const answer = await ask('token', { device_auth_id, user_code });
    if (answer.status === 403 || answer.status === 404) continue; // nobody has typed it in yet
    const approved = Approved.safeParse(answer.body);
    if (!approved.success) throw new Error(`${issuer.issuer} answered ${answer.status} instead of approving the code`);
    const { authorization_code: code, code_verifier: verifier } = approved.data;
    return exchangeCode(issuer, { code, verifier, redirectUri: `${issuer.issuer}/deviceauth/callback` }, env);
  }
  throw new Error('the time to type the code in is up');
}

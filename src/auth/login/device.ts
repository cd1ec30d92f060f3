import { setTimeout as pause } from 'node:timers/promises';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { beginAccountCode } from './device-account-code.js';
import { beginGrant, type DeviceSignIn } from './device-grant.js';
import type { IssuerAccess } from './oauth-client.js';

/** Added to the interval each time the issuer asks for slower requests (RFC 8628 §3.5). */
const SLOWER_MS = 5000;

/**
 * Signs in with a code that is typed in on another device: by the standard grant if the discovery of the issuer names it, otherwise in the way of the default
 * issuer. Rejects with a message for the user, also when the issuer offers neither, or the time is up.
 */
export async function signInByDevice(
  issuer: Issuer,
  reach: IssuerAccess,
  show: (shown: DeviceSignIn) => void,
): Promise<NewTokens> {
  const begun = (await beginGrant(issuer, reach)) ?? (await beginAccountCode(issuer, reach));
  show(begun);
  const end = Date.now() + begun.timeMs;
  let { intervalMs } = begun;
  while (Date.now() < end) {
    await pause(intervalMs, undefined, { signal: reach.signal });
    const answer = await begun.poll();
    if (answer === 'slow_down') intervalMs += SLOWER_MS;
    else if (answer !== 'pending') return answer;
  }
  throw new Error('the time to type the code in is up');
}

import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import type { Issuer } from '../issuer.js';
import { SCOPE } from './authorize-url.js';
import type { DeviceSignIn } from './device.js';
import { type IssuerAccess, oauthClient } from './oauth-client.js';
import { readTokens, refusalOf } from './tokens.js';

const Discovery = z.looseObject({ device_authorization_endpoint: z.url(), token_endpoint: z.url().optional() });
const Refusal = z.looseObject({ error: z.string() });
/** Of RFC 8628 §3.2. */
const DEFAULT_INTERVAL_S = 5;

/** Begins the standard grant for devices (RFC 8628); undefined when the issuer does not name it. */
export async function beginGrant(issuer: Issuer, reach: IssuerAccess): Promise<DeviceSignIn | undefined> {
  const { server, client, options } = oauthClient(issuer, reach);
  const found = await oauth.discoveryRequest(new URL(issuer.issuer), options());
  const { data: discovery } = Discovery.safeParse(await found.json().catch(() => undefined));
  if (!found.ok || !discovery) return undefined;
  const endpoints = { ...server, ...discovery, token_endpoint: discovery.token_endpoint ?? issuer.tokenUrl };
  const begun = await oauth.deviceAuthorizationRequest(endpoints, client, oauth.None(), { scope: SCOPE }, options());
  if (!begun.ok) throw await refusalOf(begun);
  const { device_code, user_code, verification_uri, expires_in, interval } =
    await oauth.processDeviceAuthorizationResponse(endpoints, client, begun);
  return {
    page: verification_uri,
    code: user_code,
    intervalMs: (interval ?? DEFAULT_INTERVAL_S) * 1000,
    timeMs: expires_in * 1000,
    async poll() {
      const response = await oauth.deviceCodeGrantRequest(endpoints, client, oauth.None(), device_code, options());
      const body: unknown = await response
        .clone()
        .json()
        .catch(() => undefined);
      const error = response.ok ? undefined : Refusal.safeParse(body).data?.error;
      if (error === 'authorization_pending') return 'pending';
      return error === 'slow_down' ? error : readTokens(response);
    },
  };
}

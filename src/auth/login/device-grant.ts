import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { SCOPE } from './authorize-url.js';
import { type IssuerAccess, oauthClient } from './oauth-client.js';
import { readTokens, refusalOf } from './tokens.js';

const Discovery = z.looseObject({ device_authorization_endpoint: z.url(), token_endpoint: z.url().optional() });
const Refusal = z.looseObject({ error: z.string() });
/** Of RFC 8628 §3.2. */
const DEFAULT_INTERVAL_S = 5;

/** A code that waits to be typed in. */
export interface DeviceSignIn {
  /** To open on any device. */
  readonly page: string;
  readonly code: string;
  readonly intervalMs: number;
  /** Milliseconds for which the code counts. */
  readonly timeMs: number;
  /** Whether the code has been typed in. Rejects with a message for the user when it was refused. */
  poll(): Promise<NewTokens | 'pending' | 'slow_down'>;
}

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

import type { AuthSettings } from '../domain/auth-settings.js';

/** The service that signs users in and renews their tokens. */
export interface Issuer {
  /** Without a slash at the end. */
  readonly issuer: string;
  readonly clientId: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Throws a plain error for an address that tokens may not be sent to: only an issuer on this machine is reached without TLS. */
export function issuerFrom({ issuer, clientId }: Pick<AuthSettings, 'issuer' | 'clientId'>): Issuer {
  const base = issuer.replace(/\/+$/, '');
  const url = URL.canParse(base) ? new URL(base) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  if (!safe) throw new Error(`turnwire.auth.issuer must be an https address, not ${JSON.stringify(issuer)}`);
  return { issuer: base, clientId, authorizeUrl: `${base}/oauth/authorize`, tokenUrl: `${base}/oauth/token` };
}

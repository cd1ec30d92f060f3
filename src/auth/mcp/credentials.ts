import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { McpTarget } from '../../core/ports/mcp.js';

/**
 * A sign-in to an MCP server. The first fields are those that later versions of the reference write for theirs: they read the whole file, and would ignore all
 * of it if an entry had no such field.
 */
export const McpCredentials = z.lazy(() =>
  z.looseObject({
    server_name: z.string(),
    server_url: z.string(),
    client_id: z.string(),
    access_token: z.string(),
    /** Milliseconds since the epoch. */
    expires_at: z.number().nullish(),
    refresh_token: z.string().nullish(),
    scopes: z.array(z.string()).default([]),
    /** The issuer of the tokens. Only this issuer gets them, in exchange for new ones. */
    issuer: z.string().optional(),
    /** The resource that the tokens were requested for. */
    resource: z.string().optional(),
    client_secret: z.string().optional(),
    token_endpoint_auth_method: z.string().optional(),
  }),
);
export type McpCredentials = z.infer<typeof McpCredentials>;

/** What an issuer answers. */
export interface GivenTokens {
  readonly access_token: string;
  readonly token_type: string;
  /** Seconds. */
  readonly expires_in?: number | undefined;
  readonly refresh_token?: string | undefined;
  readonly scope?: string | undefined;
}

/** The credentials with new tokens; what the answer leaves out stays. */
export function withTokens(old: Omit<McpCredentials, 'access_token'>, given: GivenTokens): McpCredentials {
  const { access_token, expires_in, refresh_token, scope } = given;
  return {
    ...old,
    access_token,
    expires_at: expires_in === undefined ? undefined : Date.now() + expires_in * 1000,
    refresh_token: refresh_token ?? old.refresh_token,
    scopes: scope === undefined ? old.scopes : scope.split(' '),
  } as McpCredentials;
}

/** Never one of the reference's keys, which are `<name>|<hash>` as well. */
export function keyOf({ name, url }: McpTarget): string {
  return `${keyStart(name)}${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;
}

/** What the keys of all sign-ins begin with that were made under this name. */
export const keyStart = (name: string): string => `${name}|turnwire-`;

const MAX_REASON = 300;

/** An issuer may quote the request. */
export function withoutSecrets(text: string, secrets: readonly (string | null | undefined)[]): string {
  return secrets
    .reduce<string>((clean, secret) => (secret ? clean.replaceAll(secret, '[redacted]') : clean), text)
    .slice(0, MAX_REASON);
}

import { type AuthProvider, UnauthorizedError } from '@modelcontextprotocol/client';
import type { McpAddress, McpServerSettings, McpTokens } from '../../core/ports/mcp.js';
import { isConfigured } from './headers.js';

export interface AuthorizationOptions {
  readonly name: string;
  readonly address: McpAddress;
  readonly env: NodeJS.ProcessEnv;
  readonly tokens: McpTokens;
}

/**
 * Gives the library the token of each request: the configured one, or that of a sign-in. It never starts a sign-in. Undefined when a
 * configured header authorizes requests. Throws when the configuration names a variable that is not set.
 */
export function authorizationOf({ name, address, env, tokens }: AuthorizationOptions): AuthProvider | undefined {
  const configured = bearerToken(address, env);
  // The library puts `Bearer` before it once, on each request (C138).
  if (configured !== undefined) return { token: async () => configured };
  if (isConfigured(address)) return undefined;
  const target = { name, url: address.url };
  let sent: string | undefined;
  return {
    token: async () => {
      sent = await tokens.token(target);
      return sent;
    },
    onUnauthorized: async () => {
      const other = sent === undefined ? await tokens.token(target) : await tokens.renew(target, sent);
      if (other === undefined) throw new UnauthorizedError();
    },
  };
}

/** Advice for users when a server requires authorization. */
export function authorizationHint({ name, endpoint }: McpServerSettings): string {
  if (endpoint.kind === 'program' || isConfigured(endpoint)) return 'check `bearer_token_env_var`';
  return `sign in with \`turnwire mcp login ${name}\`, or set \`bearer_token_env_var\``;
}

function bearerToken({ bearerToken, bearerTokenEnvVar }: McpAddress, env: NodeJS.ProcessEnv): string | undefined {
  if (bearerTokenEnvVar === undefined) return bearerToken;
  const value = env[bearerTokenEnvVar]?.trim();
  if (value) return withoutBearer(value);
  throw new Error(`the environment variable ${bearerTokenEnvVar} (\`bearer_token_env_var\`) is not set`);
}

const withoutBearer = (token: string): string => token.replace(/^bearer\s+/i, '');

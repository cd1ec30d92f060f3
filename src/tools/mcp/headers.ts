import type { McpAddress } from '../../core/ports/mcp.js';

/** The headers that the configuration adds to each request; those of variables that are not set are left out. */
export function headersTo({ httpHeaders, envHttpHeaders }: McpAddress, env: NodeJS.ProcessEnv): Record<string, string> {
  const named = Object.entries(envHttpHeaders).flatMap(([name, variable]) => {
    const value = env[variable];
    return value ? [[name, value] as const] : [];
  });
  return { ...httpHeaders, ...Object.fromEntries(named) };
}

/** Whether one of them authorizes requests. */
export function authorizes({ httpHeaders, envHttpHeaders }: McpAddress): boolean {
  const headers = [...Object.keys(httpHeaders), ...Object.keys(envHttpHeaders)];
  return headers.some((header) => header.toLowerCase() === 'authorization');
}

/** Whether the configuration authorizes requests: that has priority over a sign-in. */
export function isConfigured(address: McpAddress): boolean {
  const { bearerToken, bearerTokenEnvVar } = address;
  return authorizes(address) || bearerToken !== undefined || bearerTokenEnvVar !== undefined;
}

/** The beginning of the error of a server that requires authorization. */
export const WANTS_AUTHORIZATION = 'the server wants authorization';

import type { McpAddress } from '../../core/ports/mcp.js';

/** The headers that the configuration adds to each request; those of variables that are not set are left out. */
export function headersTo({ httpHeaders, envHttpHeaders }: McpAddress, env: NodeJS.ProcessEnv): Record<string, string> {
  const named = Object.entries(envHttpHeaders).flatMap(([name, variable]) => {
    const value = env[variable];
    return value ? [[name, value] as const] : [];
  });
  return { ...httpHeaders, ...Object.fromEntries(named) };
}

/** Whether one of them says who calls. */
export function authorizes({ httpHeaders, envHttpHeaders }: McpAddress): boolean {
  const headers = [...Object.keys(httpHeaders), ...Object.keys(envHttpHeaders)];
  return headers.some((header) => header.toLowerCase() === 'authorization');
}

/** The configuration says who calls: that goes before a sign-in. */
export function isConfigured(address: McpAddress): boolean {
  const { bearerToken, bearerTokenEnvVar } = address;
  return authorizes(address) || bearerToken !== undefined || bearerTokenEnvVar !== undefined;
}

/** How the failure of a server begins that wants to know who calls. */
export const WANTS_AUTHORIZATION = 'the server wants authorization';

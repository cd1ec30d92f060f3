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

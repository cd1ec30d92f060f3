import { isDeepStrictEqual } from 'node:util';
import type { McpServerSettings } from '../core/ports/mcp.js';
import { ConfigError } from './config-error.js';
import { McpServer, serverSettings } from './mcp-servers.js';
import { isTable, parseToml } from './toml.js';
import { editToml } from './toml-edit.js';

/**
 * The text of the configuration with the approval of one tool of one server, as 0.171 writes it (C502). Only the server that was called counts: a thread or a
 * command line may have given another one under the same name. Throws `ConfigError` when the text describes no such server.
 */
export function withToolApproval(
  text: string,
  called: McpServerSettings,
  tool: string,
  { path, cwd }: { readonly path: string; readonly cwd: string },
): string {
  const { mcp_servers: servers } = parseToml(text, path);
  const entry = isTable(servers) && Object.hasOwn(servers, called.name) ? servers[called.name] : undefined;
  const { data: described } = McpServer.safeParse(entry);
  const isSame = described && isDeepStrictEqual(placeOf(serverSettings(called.name, described, cwd)), placeOf(called));
  if (!isSame) throw new ConfigError(`${path} describes no such server as \`${called.name}\``);
  const table = ['mcp_servers', called.name, 'tools', tool];
  return editToml(text, { table, key: 'approval_mode', value: 'approve' }, path);
}

/** The program that runs, or the address. */
function placeOf({ endpoint }: McpServerSettings): readonly unknown[] {
  return endpoint.kind === 'address' ? [endpoint.url] : [endpoint.command, endpoint.args];
}

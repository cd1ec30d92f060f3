import { AppError } from '../../../protocol/errors.js';
import type {
  McpAccess,
  McpDirectCall,
  McpLook,
  McpServerSettings,
  McpServerState,
  McpTokens,
} from '../../core/ports/mcp.js';
import { onAbort } from '../../domain/abort.js';
import { isConfigured } from './headers.js';
import type { McpServers } from './pool.js';
import type { SharedServer } from './shared-server.js';
import { isEnabled } from './tool-set.js';

/** For clients that list the servers, or use them without the model. They use the same servers as the conversations. */
export function createMcpAccess(servers: McpServers, tokens: McpTokens): McpAccess {
  return {
    look: (settings, wanted) => using(servers, settings, (server) => look(server, settings, wanted, tokens)),
    call: (settings, call, signal) => asked(servers, settings, (server) => callTool(server, settings, call, signal)),
    read: (settings, uri, signal) =>
      asked(servers, settings, (server) => server.read(uri, { timeoutMs: settings.toolTimeoutMs, signal })),
  };
}

async function look(
  server: SharedServer,
  settings: McpServerSettings,
  { resources, signal }: McpLook,
  tokens: McpTokens,
): Promise<McpServerState> {
  await Promise.race([server.pending, aborted(signal)]);
  const hasResources = resources && server.about?.capabilities.resources !== undefined;
  const options = { timeoutMs: settings.startupTimeoutMs, signal };
  const listed = hasResources ? await server.resources(options) : { resources: [], resourceTemplates: [] };
  return {
    failure: server.failure,
    about: server.about,
    tools: server.tools.filter(({ name }) => isEnabled(name, settings)).map(({ said }) => said),
    ...listed,
    auth: await authOf(server, settings, tokens),
  };
}

async function authOf(
  server: SharedServer,
  { name, endpoint }: McpServerSettings,
  tokens: McpTokens,
): Promise<McpServerState['auth']> {
  if (endpoint.kind === 'program') return 'unsupported';
  if (isConfigured(endpoint)) return 'token';
  const token = await tokens.token({ name, url: endpoint.url }).catch(() => undefined);
  if (token !== undefined) return 'signed-in';
  return server.wantsAuthorization ? 'signed-out' : 'unsupported';
}

function callTool(server: SharedServer, settings: McpServerSettings, call: McpDirectCall, signal: AbortSignal) {
  const { name, toolTimeoutMs: timeoutMs } = settings;
  if (!isEnabled(call.tool, settings))
    throw new Error(`tool call failed for \`${name}/${call.tool}\`: the configuration does not offer this tool`);
  return server.callDirectly(call, { timeoutMs, signal });
}

async function asked<T>(
  servers: McpServers,
  settings: McpServerSettings,
  work: (server: SharedServer) => Promise<T>,
): Promise<T> {
  try {
    return await using(servers, settings, async (server) => work(server));
  } catch (e) {
    const reason = (e as Error).message;
    throw new AppError('mcp_failed', reason, { name: settings.name, reason });
  }
}

async function using<T>(
  servers: McpServers,
  settings: McpServerSettings,
  work: (server: SharedServer) => Promise<T>,
): Promise<T> {
  const { server, release } = servers.use(settings);
  try {
    return await work(server);
  } finally {
    release();
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    onAbort(signal, resolve);
  });

import { AppError } from '../../../protocol/errors.js';
import type { JsonValue } from '../../../protocol/v2/json.js';
import type { mcp } from '../../../protocol/v2/mcp.js';
import type { McpServerSettings, McpSettings } from '../../core/ports/mcp.js';
import { isJsonObject } from '../../domain/json.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { statusRow, unusedRow, wireContent, withoutUndefined } from './mcp-rows.js';
import { invalid } from './overrides.js';
import { pageOf } from './pages.js';

type Methods = Pick<
  typeof mcp,
  | 'mcpServerStatus/list'
  | 'mcpServer/tool/call'
  | 'mcpServer/resource/read'
  | 'mcpServer/oauth/login'
  | 'config/mcpServer/reload'
>;

export const mcpHandlers = {
  async 'mcpServerStatus/list'(api, params, call) {
    const { servers, disabled, unusable } = await serversOf(api, params.threadId);
    const resources = params.detail !== 'toolsAndAuthOnly';
    const isThreads = params.threadId != null;
    const rows = [...servers, ...unusable, ...disabled.map((name) => ({ name }))]
      .filter(({ name }) => params.serverName == null || name === params.serverName)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { data, nextCursor } = pageOf(rows, params, 'MCP servers');
    const looked = data.map(async (row) => {
      if (!('endpoint' in row)) return unusedRow(row, isThreads);
      return statusRow(row, await (await api.mcp()).look(row, { resources, signal: call.signal }), isThreads);
    });
    return { data: await Promise.all(looked), nextCursor };
  },

  async 'mcpServer/tool/call'(api, params, call) {
    const server = find(await serversOf(api, params.threadId), params.server);
    const { tool, arguments: args, _meta: meta } = params;
    if (args != null && !isJsonObject(args)) {
      const reason = `tool call failed for \`${server.name}/${tool}\`: MCP tool arguments must be a JSON object, got ${JSON.stringify(args)}`;
      throw new AppError('mcp_failed', reason, { name: server.name, reason });
    }
    const request = { tool, arguments: args ?? undefined, meta: isJsonObject(meta) ? meta : undefined };
    const { content, structuredContent, isError, _meta } = await (await api.mcp()).call(server, request, call.signal);
    return withoutUndefined({
      content: content as JsonValue[],
      structuredContent: (structuredContent ?? undefined) as JsonValue | undefined,
      isError: isError ?? undefined,
      _meta: (_meta ?? undefined) as JsonValue | undefined,
    });
  },

  async 'mcpServer/resource/read'(api, { threadId, server, uri, originCallId }, call) {
    const found = find(await serversOf(api, threadId), server);
    const contents = await (await api.mcp()).read(found, uri, call.signal);
    return { contents: contents.flatMap(wireContent), originCallId: originCallId ?? null };
  },

  /** The sign-in continues when its client disconnects, until it is done or its time is up. */
  async 'mcpServer/oauth/login'(api, { name, threadId, scopes, timeoutSecs }, call) {
    const { servers } = await serversOf(api, threadId);
    const server = servers.find((one) => one.name === name);
    if (!server) throw invalid('params.name', `No MCP server named '${name}' found.`);
    if (server.endpoint.kind !== 'address')
      throw invalid('params.name', 'OAuth login is only supported for streamable HTTP servers.');
    const seconds = Math.min(Math.max(timeoutSecs ?? LOGIN_SECONDS, 1), LOGIN_SECONDS);
    const signal = AbortSignal.timeout(seconds * 1000);
    const begun = await api.mcpLogin
      .begin(name, server.endpoint, { scopes: scopes ?? undefined, signal })
      .catch((e) => {
        const reason = (e as Error).message;
        throw new AppError('mcp_failed', `failed to login to MCP server '${name}': ${reason}`, { name, reason });
      });
    const loginId = api.ids.subscription();
    const about = { name, threadId: threadId ?? null, loginId };
    const tell = (outcome: { success: boolean; error?: string }) =>
      api.clients.tellAll('mcpServer/oauthLogin/completed', { ...about, ...outcome });
    call.afterReply(() =>
      begun.ended.then(
        () => {
          tell({ success: true });
          startServersAgain(api);
        },
        (e) => tell({ success: false, error: signal.aborted ? 'the time to sign in is up' : (e as Error).message }),
      ),
    );
    return { authorizationUrl: begun.page, loginId };
  },

  'config/mcpServer/reload'(api, _params, call) {
    api.settings.derive({}); // a configuration that is broken changes nothing
    const changes = api.conversations.loaded.map((conversation) => conversation.rereadMcpServers());
    call.afterReply(() => {
      for (const change of changes) change();
    });
    return {};
  },
} satisfies Handlers<Methods, Api>;

/** The most seconds that a user has to sign in. */
const LOGIN_SECONDS = 600;

/** Servers that failed without a sign-in are started again. */
function startServersAgain({ conversations }: Api): void {
  for (const conversation of conversations.loaded) {
    try {
      conversation.rereadMcpServers()();
    } catch {
      // a configuration that is broken by now is reported when it is used
    }
  }
}

/** The settings of a thread, or the settings that a new thread would have. */
async function serversOf(api: Api, threadId: string | null | undefined): Promise<McpSettings> {
  return threadId == null ? api.settings.derive({}).mcp : (await loadedThread(api, threadId)).settings.mcp;
}

function find({ servers }: McpSettings, name: string): McpServerSettings {
  const found = servers.find((server) => server.name === name);
  if (found) return found;
  throw new AppError('mcp_server_not_found', `unknown MCP server '${name}'`, { name });
}

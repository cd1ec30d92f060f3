import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { LOGIN_ID, THREAD_ID } from './examples.js';
import { JsonValue } from './json.js';
import { named } from './named.js';

export const McpServerStatusDetail = named('McpServerStatusDetail', 'How much a status row contains.', () =>
  z.enum(['full', 'toolsAndAuthOnly']),
);
export type McpServerStatusDetail = Infer<typeof McpServerStatusDetail>;

export const ListMcpServerStatusParams = named('ListMcpServerStatusParams', 'Params of `mcpServerStatus/list`.', () =>
  z.object({
    cursor: z.string().nullish(),
    limit: z.int().nullish(),
    detail: McpServerStatusDetail().nullish(),
    threadId: z.string().nullish(),
    serverName: z.string().nullish(),
    environmentId: z.string().nullish(),
  }),
);
export type ListMcpServerStatusParams = Infer<typeof ListMcpServerStatusParams>;

export const McpServerConnectionStatus = named('McpServerConnectionStatus', 'Whether an MCP server runs.', () =>
  z.enum(['notStarted', 'starting', 'connected', 'authenticationRequired', 'failed', 'cancelled', 'disabled']),
);
export type McpServerConnectionStatus = Infer<typeof McpServerConnectionStatus>;

export const McpServerInfo = named('McpServerInfo', 'What an MCP server says about itself.', () =>
  z.object({
    name: z.string(),
    title: z.string().nullable(),
    version: z.string(),
    description: z.string().nullable(),
    icons: z.array(JsonValue()).nullable(),
    websiteUrl: z.string().nullable(),
  }),
);
export type McpServerInfo = Infer<typeof McpServerInfo>;

export const Tool = named('Tool', 'A tool of an MCP server.', () =>
  z.object({
    name: z.string(),
    title: z.string().optional(),
    description: z.string().optional(),
    inputSchema: JsonValue(),
    outputSchema: JsonValue().optional(),
    annotations: JsonValue().optional(),
    icons: z.array(JsonValue()).optional(),
    _meta: JsonValue().optional(),
  }),
);
export type Tool = Infer<typeof Tool>;

export const Resource = named('Resource', 'A resource of an MCP server.', () =>
  z.object({
    annotations: JsonValue().optional(),
    description: z.string().optional(),
    mimeType: z.string().optional(),
    name: z.string(),
    size: z.int().optional(),
    title: z.string().optional(),
    uri: z.string(),
    icons: z.array(JsonValue()).optional(),
    _meta: JsonValue().optional(),
  }),
);
export type Resource = Infer<typeof Resource>;

export const ResourceTemplate = named('ResourceTemplate', 'A pattern for resources of an MCP server.', () =>
  z.object({
    annotations: JsonValue().optional(),
    uriTemplate: z.string(),
    name: z.string(),
    title: z.string().optional(),
    description: z.string().optional(),
    mimeType: z.string().optional(),
  }),
);
export type ResourceTemplate = Infer<typeof ResourceTemplate>;

export const McpAuthStatus = named('McpAuthStatus', 'Whether an MCP server is signed in to.', () =>
  z.enum(['unknown', 'unsupported', 'notLoggedIn', 'bearerToken', 'oAuth']),
);
export type McpAuthStatus = Infer<typeof McpAuthStatus>;

export const McpServerStatus = named('McpServerStatus', 'One MCP server: its tools, resources and sign-in.', () =>
  z.object({
    name: z.string(),
    environmentId: z.string().nullable(),
    runtimeStatus: McpServerConnectionStatus().nullable(),
    pluginId: z.string().nullable(),
    httpOrigin: z.string().nullable(),
    serverInfo: McpServerInfo().nullable(),
    serverCapabilities: JsonValue().nullable(),
    toolListMeta: JsonValue().nullable(),
    tools: z.record(z.string(), Tool()),
    toolsError: z.string().nullable(),
    resources: z.array(Resource()),
    resourceTemplates: z.array(ResourceTemplate()),
    authStatus: McpAuthStatus(),
  }),
);
export type McpServerStatus = Infer<typeof McpServerStatus>;

export const ListMcpServerStatusResponse = named(
  'ListMcpServerStatusResponse',
  'Result of `mcpServerStatus/list`.',
  () => z.object({ data: z.array(McpServerStatus()), nextCursor: z.string().nullable() }),
);
export type ListMcpServerStatusResponse = Infer<typeof ListMcpServerStatusResponse>;

export const McpServerToolCallParams = named('McpServerToolCallParams', 'Params of `mcpServer/tool/call`.', () =>
  z.object({
    threadId: z.string(),
    server: z.string(),
    environmentId: z.string().nullish(),
    tool: z.string(),
    arguments: JsonValue().nullish(),
    _meta: JsonValue().nullish(),
  }),
);
export type McpServerToolCallParams = Infer<typeof McpServerToolCallParams>;

export const McpServerToolCallResponse = named('McpServerToolCallResponse', 'Result of `mcpServer/tool/call`.', () =>
  z.object({
    content: z.array(JsonValue()),
    structuredContent: JsonValue().optional(),
    isError: z.boolean().optional(),
    _meta: JsonValue().optional(),
  }),
);
export type McpServerToolCallResponse = Infer<typeof McpServerToolCallResponse>;

export const McpResourceReadTarget = named('McpResourceReadTarget', 'Which connection reads a resource.', () =>
  z.object({ connectorId: z.string(), linkId: z.string().nullish() }),
);
export type McpResourceReadTarget = Infer<typeof McpResourceReadTarget>;

export const McpResourceReadParams = named('McpResourceReadParams', 'Params of `mcpServer/resource/read`.', () =>
  z.object({
    _meta: z.record(z.string(), JsonValue()).nullish(),
    threadId: z.string().nullish(),
    originCallId: z.string().nullish(),
    server: z.string(),
    environmentId: z.string().nullish(),
    uri: z.string(),
    connectorId: z.string().nullish(),
    target: McpResourceReadTarget().nullish(),
  }),
);
export type McpResourceReadParams = Infer<typeof McpResourceReadParams>;

export const ResourceContent = named('ResourceContent', 'The content of a resource: text, or bytes in base64.', () =>
  z.union([
    z.object({ uri: z.string(), mimeType: z.string().optional(), text: z.string(), _meta: JsonValue().optional() }),
    z.object({ uri: z.string(), mimeType: z.string().optional(), blob: z.string(), _meta: JsonValue().optional() }),
  ]),
);
export type ResourceContent = Infer<typeof ResourceContent>;

export const McpResourceReadResponse = named('McpResourceReadResponse', 'Result of `mcpServer/resource/read`.', () =>
  z.object({ contents: z.array(ResourceContent()), originCallId: z.string().nullable() }),
);
export type McpResourceReadResponse = Infer<typeof McpResourceReadResponse>;

export const McpServerOauthClientRegistration = named(
  'McpServerOauthClientRegistration',
  'How the server gets a client id.',
  () => z.enum(['auto', 'cimd', 'dcr']),
);
export type McpServerOauthClientRegistration = Infer<typeof McpServerOauthClientRegistration>;

export const McpServerOauthLoginParams = named('McpServerOauthLoginParams', 'Params of `mcpServer/oauth/login`.', () =>
  z.object({
    name: z.string(),
    environmentId: z.string().nullish(),
    threadId: z.string().nullish(),
    clientRegistration: McpServerOauthClientRegistration().nullish(),
    scopes: z.array(z.string()).nullish(),
    timeoutSecs: z.int().nullish(),
  }),
);
export type McpServerOauthLoginParams = Infer<typeof McpServerOauthLoginParams>;

export const McpServerOauthLoginResponse = named(
  'McpServerOauthLoginResponse',
  'Result of `mcpServer/oauth/login`.',
  () => z.object({ authorizationUrl: z.string(), loginId: z.string().optional() }),
);
export type McpServerOauthLoginResponse = Infer<typeof McpServerOauthLoginResponse>;

export const McpServerRefreshResponse = named('McpServerRefreshResponse', 'Result of `config/mcpServer/reload`.', () =>
  z.object({}),
);
export type McpServerRefreshResponse = Infer<typeof McpServerRefreshResponse>;

export const McpServerStartupState = named('McpServerStartupState', 'The state of the start of an MCP server.', () =>
  z.enum(['starting', 'ready', 'failed', 'cancelled']),
);
export type McpServerStartupState = Infer<typeof McpServerStartupState>;

export const McpServerStartupFailureReason = named(
  'McpServerStartupFailureReason',
  'Why an MCP server did not start.',
  () => z.literal('reauthenticationRequired'),
);
export type McpServerStartupFailureReason = Infer<typeof McpServerStartupFailureReason>;

export const McpServerStatusUpdatedNotification = named(
  'McpServerStatusUpdatedNotification',
  'Params of `mcpServer/startupStatus/updated`.',
  () =>
    z.object({
      threadId: z.string().nullable(),
      name: z.string(),
      environmentId: z.string().nullable(),
      status: McpServerStartupState(),
      error: z.string().nullable(),
      failureReason: McpServerStartupFailureReason().nullable(),
    }),
);
export type McpServerStatusUpdatedNotification = Infer<typeof McpServerStatusUpdatedNotification>;

export const McpServerOauthLoginCompletedNotification = named(
  'McpServerOauthLoginCompletedNotification',
  'Params of `mcpServer/oauthLogin/completed`.',
  () =>
    z.object({
      name: z.string(),
      threadId: z.string().nullable(),
      loginId: z.string().nullable(),
      success: z.boolean(),
      error: z.string().optional(),
    }),
);
export type McpServerOauthLoginCompletedNotification = Infer<typeof McpServerOauthLoginCompletedNotification>;

export const mcp = family({
  'mcpServerStatus/list': request({
    doc: 'Lists the MCP servers with their tools and resources. It starts them for that.',
    stability: 'stable',
    params: ListMcpServerStatusParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ListMcpServerStatusResponse,
    errors: ['conversation_not_found', 'config_invalid'],

    beside: true,
    example: {
      params: {},
      result: {
        data: [
          {
            name: 'tools',
            environmentId: null,
            runtimeStatus: null,
            pluginId: null,
            httpOrigin: null,
            serverInfo: null,
            serverCapabilities: null,
            toolListMeta: null,
            tools: {},
            toolsError: null,
            resources: [],
            resourceTemplates: [],
            authStatus: 'unsupported',
          },
        ],
        nextCursor: null,
      },
    },
  }),
  'mcpServer/tool/call': request({
    doc: 'Calls a tool of an MCP server for the client, without an approval.',
    stability: 'stable',
    params: McpServerToolCallParams,
    conversation: ['threadId'],
    result: McpServerToolCallResponse,
    errors: ['conversation_not_found', 'config_invalid', 'mcp_server_not_found', 'mcp_failed'],

    beside: true,
    example: {
      params: { threadId: THREAD_ID, server: 'tools', tool: 'water', arguments: { bed: 'roses' } },
      result: { content: [{ type: 'text', text: 'done' }] },
    },
  }),
  'mcpServer/resource/read': request({
    doc: 'Reads a resource of an MCP server.',
    stability: 'stable',
    params: McpResourceReadParams,
    conversation: ['threadId'],
    idempotent: true,
    result: McpResourceReadResponse,
    errors: ['conversation_not_found', 'config_invalid', 'mcp_server_not_found', 'mcp_failed'],

    beside: true,
    example: {
      params: { server: 'tools', uri: 'garden://beds' },
      result: { contents: [{ uri: 'garden://beds', text: 'text' }], originCallId: null },
    },
  }),
  'mcpServer/oauth/login': request({
    doc: 'Begins a sign-in to an MCP server.',
    stability: 'stable',
    params: McpServerOauthLoginParams,
    conversation: ['threadId'],
    result: McpServerOauthLoginResponse,
    errors: ['conversation_not_found', 'config_invalid', 'mcp_failed'],

    beside: true,

    order: '`mcpServer/oauthLogin/completed` follows once it is done.',
    example: { params: { name: 'tools' }, result: { authorizationUrl: 'https://tools.example/authorize?state=3' } },
  }),
  'config/mcpServer/reload': request({
    doc: 'Reads the configuration of the MCP servers again and starts what changed.',
    stability: 'stable',
    params: null,
    result: McpServerRefreshResponse,
    errors: ['config_invalid'],

    example: { result: {} },
  }),
});

export const mcpNotifications = {
  'mcpServer/startupStatus/updated': notification({
    doc: 'The state of the start of an MCP server has changed.',
    stability: 'stable',
    params: McpServerStatusUpdatedNotification,

    example: {
      params: {
        threadId: THREAD_ID,
        name: 'tools',
        environmentId: null,
        status: 'starting',
        error: null,
        failureReason: null,
      },
    },
  }),
  'mcpServer/oauthLogin/completed': notification({
    doc: 'A sign-in to an MCP server has ended.',
    stability: 'stable',
    params: McpServerOauthLoginCompletedNotification,

    example: { params: { name: 'tools', threadId: THREAD_ID, loginId: LOGIN_ID, success: false } },
  }),
};

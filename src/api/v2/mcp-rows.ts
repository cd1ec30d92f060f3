import type { McpServerStatus, ResourceContent } from '../../../protocol/v2/mcp.js';
import type { McpResourceContent, McpServerSettings, McpServerState } from '../../core/ports/mcp.js';
import type { JsonObject } from '../../domain/json.js';

/** The descriptions of MCP servers in the form of v2. Members with a wrong type are left out. */

interface Unused {
  readonly name: string;
  readonly reason?: string | undefined;
}

const EMPTY = {
  environmentId: null,
  pluginId: null,
  httpOrigin: null,
  serverInfo: null,
  serverCapabilities: null,
  toolListMeta: null,
  tools: {},
  toolsError: null,
  resources: [],
  resourceTemplates: [],
} as const;

/** A server that is switched off, or that is configured in a way that cannot be used. */
export const unusedRow = ({ name, reason }: Unused, ofThread: boolean): McpServerStatus => ({
  ...EMPTY,
  name,
  runtimeStatus: ofThread ? (reason === undefined ? 'disabled' : 'failed') : null,
  toolsError: reason ?? null,
  resources: [],
  resourceTemplates: [],
  authStatus: 'unsupported',
});

/** The state of a server is shown only for the servers of a thread. */
export function statusRow(
  { name, endpoint }: McpServerSettings,
  state: McpServerState,
  ofThread: boolean,
): McpServerStatus {
  const { about, failure, tools, resources, resourceTemplates } = state;
  return {
    ...EMPTY,
    name,
    runtimeStatus: ofThread ? runtimeStatus(state) : null,
    httpOrigin: endpoint.kind === 'address' ? originOf(endpoint.url) : null,
    serverInfo: about === undefined ? null : serverInfo(about.info),
    serverCapabilities: about === undefined ? null : (about.capabilities as never),
    tools: Object.fromEntries(tools.map((tool) => [String(tool.name), wireTool(tool)])),
    toolsError: failure ?? null,
    resources: resources.map(wireResource),
    resourceTemplates: resourceTemplates.map(wireTemplate),
    authStatus: AUTH[state.auth],
  };
}

const AUTH = {
  unsupported: 'unsupported',
  'signed-out': 'notLoggedIn',
  token: 'bearerToken',
  'signed-in': 'oAuth',
} as const satisfies Record<McpServerState['auth'], McpServerStatus['authStatus']>;

function runtimeStatus({ failure, about, auth }: McpServerState): McpServerStatus['runtimeStatus'] {
  if (about !== undefined) return 'connected';
  if (failure === undefined) return 'starting';
  return auth === 'signed-out' ? 'authenticationRequired' : 'failed';
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

function serverInfo(info: JsonObject) {
  return {
    name: text(info.name) ?? '',
    title: text(info.title) ?? null,
    version: text(info.version) ?? '',
    description: text(info.description) ?? null,
    icons: Array.isArray(info.icons) ? info.icons : null,
    websiteUrl: text(info.websiteUrl) ?? null,
  };
}

const wireTool = (tool: JsonObject) => ({
  ...texts(tool, 'title', 'description'),
  ...values(tool, 'outputSchema', 'annotations', '_meta'),
  ...icons(tool),
  name: String(tool.name),
  inputSchema: (tool.inputSchema ?? {}) as never,
});

const wireResource = (resource: JsonObject) => ({
  ...texts(resource, 'title', 'description', 'mimeType'),
  ...values(resource, 'annotations', '_meta'),
  ...icons(resource),
  ...(Number.isSafeInteger(resource.size) ? { size: resource.size as number } : {}),
  name: String(resource.name),
  uri: String(resource.uri),
});

const wireTemplate = (template: JsonObject) => ({
  ...texts(template, 'title', 'description', 'mimeType'),
  ...values(template, 'annotations'),
  name: String(template.name),
  uriTemplate: String(template.uriTemplate),
});

export function wireContent({ uri, mimeType, text, blob, _meta }: McpResourceContent): ResourceContent[] {
  const of = withoutUndefined({ uri, mimeType, _meta: _meta as never });
  if (text !== undefined) return [{ ...of, text }];
  return blob === undefined ? [] : [{ ...of, blob }];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The members of an object of a server that are texts. */
const texts = <K extends string>(of: JsonObject, ...keys: K[]): { [M in K]?: string } =>
  withoutUndefined(Object.fromEntries(keys.map((key) => [key, text(of[key])]))) as { [M in K]?: string };

const values = <K extends string>(of: JsonObject, ...keys: K[]): { [M in K]?: never } =>
  withoutUndefined(Object.fromEntries(keys.map((key) => [key, of[key] ?? undefined]))) as { [M in K]?: never };

const icons = ({ icons: given }: JsonObject): { icons?: never[] } =>
  Array.isArray(given) ? { icons: given as never[] } : {};

export function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

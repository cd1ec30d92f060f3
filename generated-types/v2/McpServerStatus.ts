// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';
import type { McpAuthStatus } from './McpAuthStatus.js';
import type { McpServerConnectionStatus } from './McpServerConnectionStatus.js';
import type { McpServerInfo } from './McpServerInfo.js';
import type { Resource } from './Resource.js';
import type { ResourceTemplate } from './ResourceTemplate.js';
import type { Tool } from './Tool.js';

/** One MCP server: its tools, resources and sign-in. */
export type McpServerStatus = {
  name: string;
  environmentId: string | null;
  runtimeStatus: McpServerConnectionStatus | null;
  pluginId: string | null;
  httpOrigin: string | null;
  serverInfo: McpServerInfo | null;
  serverCapabilities: JsonValue | null;
  toolListMeta: JsonValue | null;
  tools: {
    [key: string]: Tool;
  };
  toolsError: string | null;
  resources: Resource[];
  resourceTemplates: ResourceTemplate[];
  authStatus: McpAuthStatus;
};

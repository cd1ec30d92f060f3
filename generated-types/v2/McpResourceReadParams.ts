// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';
import type { McpResourceReadTarget } from './McpResourceReadTarget.js';

/** Params of `mcpServer/resource/read`. */
export type McpResourceReadParams = {
  _meta?: {
    [key: string]: JsonValue;
  } | null | undefined;
  threadId?: string | null | undefined;
  originCallId?: string | null | undefined;
  server: string;
  environmentId?: string | null | undefined;
  uri: string;
  connectorId?: string | null | undefined;
  target?: McpResourceReadTarget | null | undefined;
};

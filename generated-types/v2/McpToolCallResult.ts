// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** What a tool of an MCP server gave. */
export type McpToolCallResult = {
  content: JsonValue[];
  structuredContent: JsonValue | null;
  _meta: JsonValue | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Result of `mcpServer/tool/call`. */
export type McpServerToolCallResponse = {
  content: JsonValue[];
  structuredContent?: JsonValue | undefined;
  isError?: boolean | undefined;
  _meta?: JsonValue | undefined;
};

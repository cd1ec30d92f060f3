// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** A tool of an MCP server. */
export type Tool = {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  inputSchema: JsonValue;
  outputSchema?: JsonValue | undefined;
  annotations?: JsonValue | undefined;
  icons?: JsonValue[] | undefined;
  _meta?: JsonValue | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { DynamicToolNamespaceTool } from './DynamicToolNamespaceTool.js';
import type { JsonValue } from './JsonValue.js';

/** A tool of the client. One without `type` is a function. */
export type DynamicToolSpec = {
  type: "namespace";
  name: string;
  description: string;
  tools: DynamicToolNamespaceTool[];
} | {
  type: "function";
  name: string;
  description: string;
  inputSchema: JsonValue;
  deferLoading?: boolean | null | undefined;
};

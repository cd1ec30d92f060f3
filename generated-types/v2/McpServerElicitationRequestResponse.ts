// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';
import type { McpServerElicitationAction } from './McpServerElicitationAction.js';

/** Result of `mcpServer/elicitation/request`. */
export type McpServerElicitationRequestResponse = {
  action: McpServerElicitationAction;
  content?: JsonValue | null | undefined;
  _meta?: JsonValue | null | undefined;
};

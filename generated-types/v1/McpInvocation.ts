// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Which tool of which server is called, and with what. */
export type McpInvocation = {
  /** The name of the server in the configuration. */
  server: string;
  tool: string;
  /** Null when the model gave none. */
  arguments: JsonValue;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** The tool that is called, its server, and the arguments. */
export type McpInvocation = {
  /** The name of the server in the configuration. */
  server: string;
  tool: string;
  /** Null when the model gave none. */
  arguments: JsonValue;
};

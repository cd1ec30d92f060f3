// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** A resource of an MCP server. */
export type Resource = {
  annotations?: JsonValue | undefined;
  description?: string | undefined;
  mimeType?: string | undefined;
  name: string;
  size?: number | undefined;
  title?: string | undefined;
  uri: string;
  icons?: JsonValue[] | undefined;
  _meta?: JsonValue | undefined;
};

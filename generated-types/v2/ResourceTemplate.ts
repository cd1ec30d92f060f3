// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** A pattern for resources of an MCP server. */
export type ResourceTemplate = {
  annotations?: JsonValue | undefined;
  uriTemplate: string;
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  mimeType?: string | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** What an MCP server says about itself. */
export type McpServerInfo = {
  name: string;
  title: string | null;
  version: string;
  description: string | null;
  icons: JsonValue[] | null;
  websiteUrl: string | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ResourceContent } from './ResourceContent.js';

/** Result of `mcpServer/resource/read`. */
export type McpResourceReadResponse = {
  contents: ResourceContent[];
  originCallId: string | null;
};

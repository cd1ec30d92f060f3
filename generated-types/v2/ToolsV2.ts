// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { WebSearchToolConfig } from './WebSearchToolConfig.js';

/** Settings of tools. */
export type ToolsV2 = {
  web_search: WebSearchToolConfig | null;
};

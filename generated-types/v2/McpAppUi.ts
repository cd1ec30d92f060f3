// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { McpAppDisplayMode } from './McpAppDisplayMode.js';

/** An app that shows the result of a tool. Always null here. */
export type McpAppUi = {
  resourceUri: string;
  preferredModelDisplayMode: McpAppDisplayMode;
};

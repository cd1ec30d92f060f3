// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Tool } from './Tool.js';

/** The tools on offer, by full name. */
export type McpListToolsResponseEvent = {
  tools: {
    [key: string]: Tool;
  };
};

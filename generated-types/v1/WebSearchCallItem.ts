// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { WebSearchAction } from './WebSearchAction.js';

/** A web search that the model provider ran by itself. */
export type WebSearchCallItem = {
  type: "web_search_call";
  id?: string | undefined;
  status?: string | undefined;
  action: WebSearchAction;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { WebSearchContextSize } from './WebSearchContextSize.js';
import type { WebSearchLocation } from './WebSearchLocation.js';

/** Settings of the web search. */
export type WebSearchToolConfig = {
  context_size: WebSearchContextSize | null;
  allowed_domains: string[] | null;
  location: WebSearchLocation | null;
};

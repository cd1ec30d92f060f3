// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';
import type { WebSearchAction } from './WebSearchAction.js';

/** A search of the web that the model service made. */
export type WebSearchItem = {
  id: string;
  query: string;
  action: WebSearchAction | null;
  results: JsonValue[] | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ContentBlock } from './ContentBlock.js';
import type { JsonValue } from './JsonValue.js';

/** What a tool answered. */
export type CallToolResult = {
  content: ContentBlock[];
  isError?: boolean | null | undefined;
  structuredContent?: JsonValue | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReasoningContentPart } from './ReasoningContentPart.js';
import type { ReasoningSummaryPart } from './ReasoningSummaryPart.js';

/** What the model thought: summed up, in full, or sealed. */
export type ReasoningItem = {
  type: "reasoning";
  id?: string | undefined;
  summary: ReasoningSummaryPart[];
  content?: ReasoningContentPart[] | null | undefined;
  encrypted_content?: string | null | undefined;
};

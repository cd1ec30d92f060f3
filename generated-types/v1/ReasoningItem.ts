// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReasoningContentPart } from './ReasoningContentPart.js';
import type { ReasoningSummaryPart } from './ReasoningSummaryPart.js';

/** The model's reasoning: summarised, in full, or encrypted. */
export type ReasoningItem = {
  type: "reasoning";
  id?: string | undefined;
  summary: ReasoningSummaryPart[];
  content?: ReasoningContentPart[] | null | undefined;
  encrypted_content?: string | null | undefined;
};

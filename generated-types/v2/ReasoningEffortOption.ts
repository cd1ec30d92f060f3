// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReasoningEffort } from './ReasoningEffort.js';

/** An effort that a model knows. */
export type ReasoningEffortOption = {
  reasoningEffort: ReasoningEffort;
  description: string;
};

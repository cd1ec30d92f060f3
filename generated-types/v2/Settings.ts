// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReasoningEffort } from './ReasoningEffort.js';

/** Settings of a collaboration mode; `developer_instructions: null` means the built-in text. */
export type Settings = {
  model: string;
  reasoning_effort: ReasoningEffort | null;
  developer_instructions: string | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReasoningEffort } from './ReasoningEffort.js';

/** Params of `setDefaultModel`. */
export type SetDefaultModelParams = {
  /** Left out or null: the setting is removed. */
  model?: string | null | undefined;
  /** Left out or null: the setting is removed. */
  reasoningEffort?: ReasoningEffort | null | undefined;
};

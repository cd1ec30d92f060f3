// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CustomPrompt } from './CustomPrompt.js';

/** The prompts kept in files. */
export type ListCustomPromptsResponseEvent = {
  custom_prompts: CustomPrompt[];
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ModeKind } from './ModeKind.js';
import type { ReasoningEffort } from './ReasoningEffort.js';

/** A collaboration mode that a client can choose. */
export type CollaborationModeMask = {
  name: string;
  mode: ModeKind | null;
  model: string | null;
  reasoning_effort: ReasoningEffort | null;
};

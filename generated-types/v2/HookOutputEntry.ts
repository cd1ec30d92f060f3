// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { HookOutputEntryKind } from './HookOutputEntryKind.js';

/** One thing that a hook said. */
export type HookOutputEntry = {
  kind: HookOutputEntryKind;
  text: string;
};

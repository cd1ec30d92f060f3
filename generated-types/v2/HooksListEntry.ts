// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { HookErrorInfo } from './HookErrorInfo.js';
import type { HookMetadata } from './HookMetadata.js';

/** The hooks that one folder sees. */
export type HooksListEntry = {
  cwd: string;
  hooks: HookMetadata[];
  warnings: string[];
  errors: HookErrorInfo[];
};

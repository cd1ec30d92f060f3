// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { PatchChangeKind } from './PatchChangeKind.js';

/** The change of one file: the whole content for `add` and `delete`, hunks for `update`. */
export type FileUpdateChange = {
  path: string;
  kind: PatchChangeKind;
  diff: string;
};

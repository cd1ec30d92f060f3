// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileSystemSpecialPath } from './FileSystemSpecialPath.js';
import type { LegacyAppPathString } from './LegacyAppPathString.js';

/** A path, a pattern, or a folder by its role. */
export type FileSystemPath = {
  type: "path";
  path: LegacyAppPathString;
} | {
  type: "glob_pattern";
  pattern: string;
} | {
  type: "special";
  value: FileSystemSpecialPath;
};

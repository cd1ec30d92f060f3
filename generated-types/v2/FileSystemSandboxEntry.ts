// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileSystemAccessMode } from './FileSystemAccessMode.js';
import type { FileSystemPath } from './FileSystemPath.js';

/** A path and what may be done with it. */
export type FileSystemSandboxEntry = {
  path: FileSystemPath;
  access: FileSystemAccessMode;
};

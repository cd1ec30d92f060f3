// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileSystemSandboxEntry } from './FileSystemSandboxEntry.js';
import type { LegacyAppPathString } from './LegacyAppPathString.js';

/** Paths that may be read or written beyond the sandbox. */
export type AdditionalFileSystemPermissions = {
  read: LegacyAppPathString[] | null;
  write: LegacyAppPathString[] | null;
  globScanMaxDepth?: number | null | undefined;
  entries: FileSystemSandboxEntry[] | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { NetworkAccess } from './NetworkAccess.js';

/** What commands may do without an approval. */
export type SandboxPolicy = {
  type: "dangerFullAccess";
} | {
  type: "readOnly";
  networkAccess: boolean;
} | {
  type: "externalSandbox";
  networkAccess: NetworkAccess;
} | {
  type: "workspaceWrite";
  writableRoots: AbsolutePathBuf[];
  networkAccess: boolean;
  excludeTmpdirEnvVar: boolean;
  excludeSlashTmp: boolean;
};

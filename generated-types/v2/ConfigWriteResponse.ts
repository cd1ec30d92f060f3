// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { OverriddenMetadata } from './OverriddenMetadata.js';
import type { WriteStatus } from './WriteStatus.js';

/** Result of `modelProvider/default/set`. */
export type ConfigWriteResponse = {
  status: WriteStatus;
  version: string;
  filePath: AbsolutePathBuf;
  overriddenMetadata: OverriddenMetadata | null;
};

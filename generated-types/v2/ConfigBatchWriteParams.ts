// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConfigEdit } from './ConfigEdit.js';

/** Params of `config/batchWrite`. */
export type ConfigBatchWriteParams = {
  edits: ConfigEdit[];
  filePath?: string | null | undefined;
  expectedVersion?: string | null | undefined;
  reloadUserConfig?: boolean | null | undefined;
};

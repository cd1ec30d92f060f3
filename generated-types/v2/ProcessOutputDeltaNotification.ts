// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProcessOutputStream } from './ProcessOutputStream.js';

/** Params of `process/outputDelta`. */
export type ProcessOutputDeltaNotification = {
  processHandle: string;
  stream: ProcessOutputStream;
  deltaBase64: string;
  capReached: boolean;
};

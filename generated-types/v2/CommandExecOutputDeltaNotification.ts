// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CommandExecOutputStream } from './CommandExecOutputStream.js';

/** Params of `command/exec/outputDelta`. */
export type CommandExecOutputDeltaNotification = {
  processId: string;
  stream: CommandExecOutputStream;
  deltaBase64: string;
  capReached: boolean;
};

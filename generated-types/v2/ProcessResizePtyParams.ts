// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProcessTerminalSize } from './ProcessTerminalSize.js';

/** Params of `process/resizePty`. */
export type ProcessResizePtyParams = {
  processHandle: string;
  size: ProcessTerminalSize;
};

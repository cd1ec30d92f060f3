// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CommandExecTerminalSize } from './CommandExecTerminalSize.js';

/** Params of `command/exec/resize`. */
export type CommandExecResizeParams = {
  processId: string;
  size: CommandExecTerminalSize;
};

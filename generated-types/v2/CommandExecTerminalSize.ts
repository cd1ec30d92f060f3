// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The size of a terminal in characters. */
export type CommandExecTerminalSize = {
  rows: number;
  cols: number;
};

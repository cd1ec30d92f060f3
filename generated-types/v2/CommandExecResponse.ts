// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `command/exec`. */
export type CommandExecResponse = {
  exitCode: number;
  stdout: string;
  stderr: string;
};

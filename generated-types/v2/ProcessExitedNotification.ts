// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `process/exited`. */
export type ProcessExitedNotification = {
  processHandle: string;
  exitCode: number;
  outputDrainTimedOut: boolean | null;
  stdout: string;
  stdoutCapReached: boolean;
  stderr: string;
  stderrCapReached: boolean;
};

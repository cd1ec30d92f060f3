// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `execOneOffCommand`. */
export type ExecOneOffCommandResponse = {
  exitCode: number;
  stdout: string;
  stderr: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `command/exec/terminate`. */
export type CommandExecTerminateParams = {
  processId: string;
};

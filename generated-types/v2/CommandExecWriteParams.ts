// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `command/exec/write`. */
export type CommandExecWriteParams = {
  processId: string;
  deltaBase64?: string | null | undefined;
  closeStdin?: boolean | null | undefined;
};

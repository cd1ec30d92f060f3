// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `process/writeStdin`. */
export type ProcessWriteStdinParams = {
  processHandle: string;
  deltaBase64?: string | null | undefined;
  closeStdin?: boolean | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A patch was applied, or was not. */
export type PatchApplyEndEvent = {
  call_id: string;
  stdout: string;
  stderr: string;
  success: boolean;
};

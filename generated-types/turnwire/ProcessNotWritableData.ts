// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The process accepts no input: it was started without input, its input was closed, or it has not read earlier input. */
export type ProcessNotWritableData = {
  code: "process_not_writable";
  id: string;
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The process takes no input: it was started without, its input was closed, or it has not read what it got. */
export type ProcessNotWritableData = {
  code: "process_not_writable";
  id: string;
  reason: string;
};

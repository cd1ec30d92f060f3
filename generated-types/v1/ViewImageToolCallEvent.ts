// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The model looks at a picture in a file. */
export type ViewImageToolCallEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  path: string;
};

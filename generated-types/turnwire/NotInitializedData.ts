// Generated from protocol/ by `npm run emit`: edit that, not this.
/** `initialize` has not been sent yet. */
export type NotInitializedData = {
  code: "not_initialized";
};

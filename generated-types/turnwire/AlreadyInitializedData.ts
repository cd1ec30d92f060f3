// Generated from protocol/ by `npm run emit`: edit that, not this.
/** `initialize` was sent before. */
export type AlreadyInitializedData = {
  code: "already_initialized";
};

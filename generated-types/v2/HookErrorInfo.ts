// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A file of hooks that cannot be read. */
export type HookErrorInfo = {
  path: string;
  message: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Tools that can be switched. */
export type Tools = {
  webSearch?: boolean | undefined;
  viewImage?: boolean | undefined;
};

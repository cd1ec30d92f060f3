// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `project/delete`. */
export type ProjectDeleteResponse = Record<string, never>;

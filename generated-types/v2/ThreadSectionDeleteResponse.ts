// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `threadSection/delete`. */
export type ThreadSectionDeleteResponse = Record<string, never>;

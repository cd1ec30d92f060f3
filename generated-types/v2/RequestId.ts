// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The id of a request. */
export type RequestId = string | number;

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The id of a request: a string or a 64-bit integer, echoed as it was given. Unique among the unanswered requests of its sender. */
export type RequestId = string | number;

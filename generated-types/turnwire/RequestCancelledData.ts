// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The client has cancelled the request. */
export type RequestCancelledData = {
  code: "request_cancelled";
};

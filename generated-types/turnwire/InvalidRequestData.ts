// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Unknown method, or params that do not fit; `path` says where. */
export type InvalidRequestData = {
  code: "invalid_request";
  path: string;
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The line is not a JSON-RPC message in UTF-8 JSON. */
export type ParseErrorData = {
  code: "parse_error";
  reason: string;
};

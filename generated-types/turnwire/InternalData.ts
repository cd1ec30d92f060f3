// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A defect of the server; its log has the details under `logId`. */
export type InternalData = {
  code: "internal";
  logId: string;
};

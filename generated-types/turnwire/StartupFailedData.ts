// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The server cannot start, usually because its configuration is broken. It answers the requests that have arrived with this error, and ends. */
export type StartupFailedData = {
  code: "startup_failed";
  reason: string;
};

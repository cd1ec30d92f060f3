// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The server cannot start, mostly because its configuration is broken. It answers what has arrived with this error, and ends. */
export type StartupFailedData = {
  code: "startup_failed";
  reason: string;
};

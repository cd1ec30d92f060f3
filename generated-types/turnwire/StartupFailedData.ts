// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The server cannot serve, mostly because its configuration is broken; it answers what has arrived, and ends. */
export type StartupFailedData = {
  code: "startup_failed";
  reason: string;
};

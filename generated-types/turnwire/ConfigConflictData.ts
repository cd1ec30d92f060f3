// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration has changed since it was read. */
export type ConfigConflictData = {
  code: "config_conflict";
  config_write_error_code: "configVersionConflict";
};

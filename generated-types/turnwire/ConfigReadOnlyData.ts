// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Only the user's configuration can be written. */
export type ConfigReadOnlyData = {
  code: "config_read_only";
  path: string;
  config_write_error_code: "configLayerReadonly";
};

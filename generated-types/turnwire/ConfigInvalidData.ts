// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration of the conversation cannot be derived. */
export type ConfigInvalidData = {
  code: "config_invalid";
  reason: string;
  key?: string | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** `config.toml` cannot be read or parsed. */
export type ConfigUnreadableData = {
  code: "config_unreadable";
  reason: string;
};

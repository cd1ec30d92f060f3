// Generated from protocol/ by `npm run emit`: edit that, not this.
/** `config.toml` cannot be read or parsed. */
export type ConfigUnreadableData = {
  code: "config_unreadable";
  reason: string;
  /** The keys from the root to the faulty one, with dots between them. */
  key?: string | undefined;
  path?: string | undefined;
  /** From 1, as is `column`. */
  line?: number | undefined;
  column?: number | undefined;
};

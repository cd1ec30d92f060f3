// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration of the conversation cannot be derived. */
export type ConfigInvalidData = {
  code: "config_invalid";
  reason: string;
  /** The keys from the root to the faulty one, with dots between them. */
  key?: string | undefined;
  path?: string | undefined;
  /** From 1, as is `column`. */
  line?: number | undefined;
  column?: number | undefined;
  config_write_error_code?: "configValidationError" | undefined;
};

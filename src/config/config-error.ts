/** The configuration cannot be used; the message says what is wrong and where. Callers put their own prefix before it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(
    message: string,
    /** The dotted key at fault, where one is. */
    readonly key?: string,
  ) {
    super(message);
  }
}

/** A command line that cannot be read; the message says how it is to be. */
export class UsageError extends Error {
  override name = 'UsageError';
}

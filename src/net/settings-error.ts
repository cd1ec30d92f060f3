/** What the environment says about the network cannot be used; the message names the variable. */
export class NetworkSettingsError extends Error {
  override name = 'NetworkSettingsError';
}

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration wants the sign-in in the key store of the desktop, which is not available. */
export type KeyringUnavailableData = {
  code: "keyring_unavailable";
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration stores the sign-in in the key store of the desktop, which is not available. */
export type KeyringUnavailableData = {
  code: "keyring_unavailable";
  reason: string;
};

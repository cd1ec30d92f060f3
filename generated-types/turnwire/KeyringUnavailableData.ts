// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration wants the sign-in in the key store of the desktop, and that cannot be had. */
export type KeyringUnavailableData = {
  code: "keyring_unavailable";
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Network access beyond the sandbox. */
export type AdditionalNetworkPermissions = {
  enabled: boolean | null;
};

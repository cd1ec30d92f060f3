// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether the user trusts a hook as it is now. */
export type HookTrustStatus = "managed" | "untrusted" | "trusted" | "modified";

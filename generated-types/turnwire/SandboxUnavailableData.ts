// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The policy wants a sandbox and none can be had. */
export type SandboxUnavailableData = {
  code: "sandbox_unavailable";
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The policy needs a sandbox, and none works on this machine. */
export type SandboxUnavailableData = {
  code: "sandbox_unavailable";
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** When a client is asked before something happens: always, when the model wants more than the sandbox allows, by kind, or never. */
export type AskForApproval = ("untrusted" | "on-request" | "never") | {
  granular: {
    sandbox_approval: boolean;
    rules: boolean;
    skill_approval: boolean;
    request_permissions: boolean;
    mcp_elicitations: boolean;
  };
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** When an action needs an approval: always, when the model needs more than the sandbox allows, by kind, or never. */
export type AskForApproval = ("untrusted" | "on-request" | "never") | {
  granular: {
    sandbox_approval: boolean;
    rules: boolean;
    skill_approval: boolean;
    request_permissions: boolean;
    mcp_elicitations: boolean;
  };
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What happens to a host. */
export type NetworkPolicyRuleAction = "allow" | "deny";

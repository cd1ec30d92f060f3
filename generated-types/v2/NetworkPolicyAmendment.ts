// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { NetworkPolicyRuleAction } from './NetworkPolicyRuleAction.js';

/** A rule for one host. */
export type NetworkPolicyAmendment = {
  host: string;
  action: NetworkPolicyRuleAction;
};

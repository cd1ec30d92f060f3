// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why another model answers. */
export type ModelRerouteReason = "highRiskCyberActivity";

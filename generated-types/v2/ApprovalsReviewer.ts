// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Who answers approvals: the user, or a model that reviews them. */
export type ApprovalsReviewer = "user" | "auto_review" | "guardian_subagent";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The answer to the approval of a patch. After `decline` the turn continues, after `cancel` it ends. */
export type FileChangeApprovalDecision = "accept" | "acceptForSession" | "decline" | "cancel";

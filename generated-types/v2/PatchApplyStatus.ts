// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a patch. */
export type PatchApplyStatus = "inProgress" | "completed" | "failed" | "declined";

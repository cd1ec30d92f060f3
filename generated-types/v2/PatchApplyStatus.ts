// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a patch got. */
export type PatchApplyStatus = "inProgress" | "completed" | "failed" | "declined";

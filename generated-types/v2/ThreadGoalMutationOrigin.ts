// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Who changed a goal. */
export type ThreadGoalMutationOrigin = "user" | "automatic";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The rollout belongs to another conversation. */
export type RolloutMismatchData = {
  code: "rollout_mismatch";
  id: string;
  path: string;
};

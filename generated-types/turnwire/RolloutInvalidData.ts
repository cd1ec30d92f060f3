// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The file is not a rollout: it is empty, or does not name its conversation. */
export type RolloutInvalidData = {
  code: "rollout_invalid";
  path: string;
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The path is not in the sessions folder. */
export type RolloutOutsideSessionsData = {
  code: "rollout_outside_sessions";
  path: string;
};

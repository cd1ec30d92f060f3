// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The rollout cannot be opened or read. */
export type RolloutUnreadableData = {
  code: "rollout_unreadable";
  path: string;
  reason: string;
};

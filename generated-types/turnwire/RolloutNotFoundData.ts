// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No rollout is recorded for this conversation, or no file is at this path. */
export type RolloutNotFoundData = {
  code: "rollout_not_found";
  id?: string | undefined;
  path?: string | undefined;
};

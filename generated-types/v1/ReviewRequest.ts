// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A review begins. */
export type ReviewRequest = {
  prompt: string;
  /** What is reviewed, in short. */
  user_facing_hint: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** All that the patches of this turn changed so far, as one diff. */
export type TurnDiffEvent = {
  unified_diff: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `skills/config/write`. */
export type SkillsConfigWriteResponse = {
  effectiveEnabled: boolean;
};

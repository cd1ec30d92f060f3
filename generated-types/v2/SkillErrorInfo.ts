// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A skill that cannot be read. */
export type SkillErrorInfo = {
  path: string;
  message: string;
};

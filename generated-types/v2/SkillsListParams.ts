// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `skills/list`. */
export type SkillsListParams = {
  cwds?: string[] | null | undefined;
  forceReload?: boolean | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A tool that a skill needs. */
export type SkillToolDependency = {
  type: string;
  value: string;
  description?: string | undefined;
  transport?: string | undefined;
  command?: string | undefined;
  url?: string | undefined;
};

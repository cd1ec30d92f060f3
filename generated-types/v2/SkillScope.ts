// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where a skill comes from. */
export type SkillScope = "user" | "repo" | "system" | "admin";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `skills/extraRoots/set`. */
export type SkillsExtraRootsSetResponse = Record<string, never>;

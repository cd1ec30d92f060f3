// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `skills/changed`. */
export type SkillsChangedNotification = Record<string, never>;

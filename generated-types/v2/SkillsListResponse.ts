// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SkillsListEntry } from './SkillsListEntry.js';

/** Result of `skills/list`. */
export type SkillsListResponse = {
  data: SkillsListEntry[];
};

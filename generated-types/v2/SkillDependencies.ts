// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SkillToolDependency } from './SkillToolDependency.js';

/** What a skill needs. */
export type SkillDependencies = {
  tools: SkillToolDependency[];
};

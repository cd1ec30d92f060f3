// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SkillErrorInfo } from './SkillErrorInfo.js';
import type { SkillMetadata } from './SkillMetadata.js';

/** The skills that one folder sees. */
export type SkillsListEntry = {
  cwd: string;
  skills: SkillMetadata[];
  errors: SkillErrorInfo[];
};

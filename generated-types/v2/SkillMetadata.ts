// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LegacyAppPathString } from './LegacyAppPathString.js';
import type { SkillDependencies } from './SkillDependencies.js';
import type { SkillInterface } from './SkillInterface.js';
import type { SkillScope } from './SkillScope.js';

/** A skill: instructions that the model reads when they are needed. */
export type SkillMetadata = {
  name: string;
  description: string;
  shortDescription?: string | undefined;
  interface?: SkillInterface | undefined;
  dependencies?: SkillDependencies | undefined;
  path: LegacyAppPathString;
  scope: SkillScope;
  enabled: boolean;
  pluginId: string | null;
};

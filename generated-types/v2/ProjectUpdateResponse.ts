// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Project } from './Project.js';

/** Result of `project/update`. */
export type ProjectUpdateResponse = {
  project: Project;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Project } from './Project.js';

/** Result of `project/create`. */
export type ProjectCreateResponse = {
  project: Project;
};

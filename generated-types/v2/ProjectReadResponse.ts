// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Project } from './Project.js';

/** Result of `project/read`. */
export type ProjectReadResponse = {
  project: Project;
};

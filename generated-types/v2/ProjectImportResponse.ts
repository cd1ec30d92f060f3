// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Project } from './Project.js';

/** Result of `project/import`. */
export type ProjectImportResponse = {
  project: Project;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Project } from './Project.js';

/** Result of `project/list`. */
export type ProjectListResponse = {
  data: Project[];
  nextCursor: string | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProjectChangeType } from './ProjectChangeType.js';

/** Params of `project/changed`. */
export type ProjectChangedNotification = {
  projectId: string;
  changeType: ProjectChangeType;
};

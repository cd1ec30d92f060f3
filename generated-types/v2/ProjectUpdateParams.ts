// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProjectRoot } from './ProjectRoot.js';

/** Params of `project/update`. */
export type ProjectUpdateParams = {
  projectId: string;
  name?: string | null | undefined;
  roots?: ProjectRoot[] | null | undefined;
  metadata?: {
    [key: string]: string;
  } | null | undefined;
};

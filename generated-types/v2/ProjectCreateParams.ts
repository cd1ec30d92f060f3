// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProjectRoot } from './ProjectRoot.js';

/** Params of `project/create`. */
export type ProjectCreateParams = {
  name: string;
  roots: ProjectRoot[];
  metadata?: {
    [key: string]: string;
  } | null | undefined;
  idempotencyKey: string;
};

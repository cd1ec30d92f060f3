// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProjectRoot } from './ProjectRoot.js';

/** Params of `project/import`. */
export type ProjectImportParams = {
  name: string;
  roots: ProjectRoot[];
  metadata?: {
    [key: string]: string;
  } | null | undefined;
  threads?: string[] | null | undefined;
  idempotencyKey: string;
};

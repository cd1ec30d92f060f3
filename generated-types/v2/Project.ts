// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProjectRoot } from './ProjectRoot.js';

/** A group of folders that threads belong to. Times are in seconds. */
export type Project = {
  id: string;
  name: string;
  roots: ProjectRoot[];
  metadata: {
    [key: string]: string;
  };
  createdAt: number;
  updatedAt: number;
  /** When a thread of it was last changed; archived threads do not count. Null without threads. */
  recencyAt: number | null;
};

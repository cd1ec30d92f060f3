// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Role } from './Role.js';

/** Hints on how to show or weigh a piece of content. */
export type Annotations = {
  audience?: Role[] | null | undefined;
  lastModified?: string | null | undefined;
  priority?: number | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Thread } from './Thread.js';

/** Result of `thread/metadata/update`. */
export type ThreadMetadataUpdateResponse = {
  thread: Thread;
};

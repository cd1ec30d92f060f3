// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileUpdateChange } from './FileUpdateChange.js';

/** Params of `item/fileChange/patchUpdated`. */
export type FileChangePatchUpdatedNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  changes: FileUpdateChange[];
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Data of a client that belongs to a thread. */
export type ThreadAttachment = {
  id: string;
  attachmentType: string;
  identityKey: string;
  payload: JsonValue;
  createdAt: number;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `rawResponseItem/completed`. */
export type RawResponseItemCompletedNotification = {
  threadId: string;
  turnId: string;
  item: JsonValue;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CompactedItem } from './CompactedItem.js';
import type { PersistedEvent } from './PersistedEvent.js';
import type { ResponseItem } from '../v1/ResponseItem.js';
import type { SessionMeta } from './SessionMeta.js';
import type { TurnContextItem } from './TurnContextItem.js';

/** What a line of a rollout records. */
export type RolloutItem = {
  type: "session_meta";
  payload: SessionMeta;
} | {
  type: "response_item";
  payload: ResponseItem;
} | {
  type: "event_msg";
  payload: PersistedEvent;
} | {
  type: "turn_context";
  payload: TurnContextItem;
} | {
  type: "compacted";
  payload: CompactedItem;
};

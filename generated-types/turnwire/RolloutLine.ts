// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CompactedItem } from './CompactedItem.js';
import type { PersistedEvent } from './PersistedEvent.js';
import type { ResponseItem } from '../v1/ResponseItem.js';
import type { SessionMeta } from './SessionMeta.js';
import type { TurnContextItem } from './TurnContextItem.js';

/** A line of a rollout: an item and the time of writing, in UTC. */
export type RolloutLine = {
  timestamp: string;
  type: "session_meta";
  payload: SessionMeta;
} | {
  timestamp: string;
  type: "response_item";
  payload: ResponseItem;
} | {
  timestamp: string;
  type: "event_msg";
  payload: PersistedEvent;
} | {
  timestamp: string;
  type: "turn_context";
  payload: TurnContextItem;
} | {
  timestamp: string;
  type: "compacted";
  payload: CompactedItem;
};

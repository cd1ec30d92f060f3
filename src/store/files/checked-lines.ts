import { PersistedEvent } from '../../../protocol/rollout/events.js';
import { ResponseItem } from '../../../protocol/rollout/items.js';
import { CompactedItem, type RolloutItem, SessionMeta, TurnContextItem } from '../../../protocol/rollout/rollout.js';
import type { JsonObject } from '../../domain/json.js';

/** The schema of the kind of a line, alone: a short rollout needs few of them. Undefined for lines of other kinds, and for those that it refuses. */
export function checkedLine({ type, payload, timestamp }: JsonObject): RolloutItem | undefined {
  const schema = typeof timestamp === 'string' ? schemaOf(type)?.() : undefined;
  const parsed = schema?.safeParse(payload);
  return parsed?.success ? ({ type, payload: parsed.data } as RolloutItem) : undefined;
}

function schemaOf(type: unknown) {
  switch (type) {
    case 'session_meta':
      return SessionMeta;
    case 'response_item':
      return ResponseItem;
    case 'event_msg':
      return PersistedEvent;
    case 'turn_context':
      return TurnContextItem;
    case 'compacted':
      return CompactedItem;
    default:
      return undefined;
  }
}

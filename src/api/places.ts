import type { Conversation } from '../core/conversation/conversation.js';
import type { ConversationEvent } from '../domain/events.js';

/**
 * One event may be shown by several notifications, and a connection can end between them. So the place of a notification has two numbers: the number of the
 * event, and its own number among the notifications for that event.
 */
const PLACES_OF_AN_EVENT = 1000;

/** The place of the first notification for an event, and how many were sent. */
export interface Place {
  readonly conversation: Conversation;
  readonly event: number;
  /** The client has all notifications up to this place, and does not get them again. */
  readonly after: number;
  sent: number;
}

export const placeIn = (conversation: Conversation, { seq }: ConversationEvent, after: number): Place => ({
  conversation,
  event: seq,
  after,
  sent: 0,
});

/** An event from an earlier load of the conversation is shown without a place. */
export const isKept = ({ seq }: Pick<ConversationEvent, 'seq'>): boolean => seq > 0;

/** The place of the next notification; undefined when the client has it. */
export function nextSeq(place: Place): number | undefined {
  const seq = place.event * PLACES_OF_AN_EVENT + Math.min(place.sent++, PLACES_OF_AN_EVENT - 1);
  return seq > place.after ? seq : undefined;
}

/** The last place that is taken now. */
export const lastPlace = ({ subscribers }: Conversation): number => (subscribers.seq + 1) * PLACES_OF_AN_EVENT - 1;

/** The last event whose notifications a client at this place has all seen. */
export const eventBefore = (seq: number): number => Math.floor((seq + 1) / PLACES_OF_AN_EVENT) - 1;

/** The event to which this place belongs. */
export const eventOf = (seq: number): number => Math.floor(seq / PLACES_OF_AN_EVENT);

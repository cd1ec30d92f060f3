import type { Conversation } from '../core/conversation/conversation.js';
import type { ConversationEvent } from '../domain/events.js';

/**
 * One event may be shown by several notifications, and a connection can end between them. So a notification has a place of its own: that of the event, and
 * its number among those that show it.
 */
const PLACES_OF_AN_EVENT = 1000;

/** Where the notifications of one event begin, and how many of them were sent. */
export interface Place {
  readonly conversation: Conversation;
  readonly event: number;
  /** What the client has up to here, it does not get again. */
  readonly after: number;
  sent: number;
}

export const placeIn = (conversation: Conversation, { seq }: ConversationEvent, after: number): Place => ({
  conversation,
  event: seq,
  after,
  sent: 0,
});

/** An event of an earlier life of the conversation is shown without a place. */
export const isKept = ({ seq }: Pick<ConversationEvent, 'seq'>): boolean => seq > 0;

/** The place of the next notification; undefined when the client has it. */
export function nextSeq(place: Place): number | undefined {
  const seq = place.event * PLACES_OF_AN_EVENT + Math.min(place.sent++, PLACES_OF_AN_EVENT - 1);
  return seq > place.after ? seq : undefined;
}

/** The last place that is taken now. */
export const lastPlace = ({ subscribers }: Conversation): number => (subscribers.seq + 1) * PLACES_OF_AN_EVENT - 1;

/** The last event of which a client that is at this place has seen all. */
export const eventBefore = (seq: number): number => Math.floor((seq + 1) / PLACES_OF_AN_EVENT) - 1;

/** The event to which this place belongs. */
export const eventOf = (seq: number): number => Math.floor(seq / PLACES_OF_AN_EVENT);

import type { EventBody } from '../../domain/events.js';
import type { UserMessage } from '../../domain/item.js';
import type { ConversationRecord, QueuedInput } from '../../domain/record.js';
import { messageRecords } from '../history/user-input.js';

/** Queued messages that a turn has taken, as what is stored and shown of them. */
export interface TakenMessages {
  readonly records: readonly ConversationRecord[];
  readonly events: readonly EventBody[];
  /** Queues them again: they could not be stored. */
  readonly putBack: () => void;
}

export function takenMessages(
  taken: readonly QueuedInput[],
  queue: QueuedInput[],
  shown: (message: UserMessage) => readonly EventBody[],
): TakenMessages {
  return {
    records: taken.flatMap((input) => messageRecords(input, input.id)),
    events: taken.flatMap(({ message }) => shown(message)),
    putBack: () => void queue.unshift(...taken),
  };
}

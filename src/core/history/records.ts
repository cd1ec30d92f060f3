import type { PersistedEvent } from '../../../protocol/rollout/events.js';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { RolloutItem, TurnContextItem } from '../../../protocol/rollout/rollout.js';
import type { CoreEvent } from '../events.js';
import type { ConversationSettings } from '../ports/index.js';
import type { ReadInput } from './user-input.js';

/** Ids of items are never written down: they belong to the provider, and to this process. */
export function asRecord({ id: _, ...payload }: ResponseItem): RolloutItem {
  return { type: 'response_item', payload };
}
export const asEvent = (payload: PersistedEvent): RolloutItem => ({ type: 'event_msg', payload });

/** Events that are kept and told alike, as what a commit takes. */
export const recorded = (events: readonly PersistedEvent[]): [RolloutItem[], CoreEvent[]] => [
  events.map(asEvent),
  events.map((event) => ({ type: 'recorded', event })),
];

/** The records of a person's message: the item first, then the event that histories show. */
export const inputRecords = (read: Pick<ReadInput, 'item' | 'event'>): RolloutItem[] => [
  asRecord(read.item),
  asEvent(read.event),
];

/** What a request to the model is made with; each of them writes one. */
export function turnContext(settings: ConversationSettings): RolloutItem {
  const payload: TurnContextItem = {
    cwd: settings.cwd,
    approval_policy: settings.approvalPolicy,
    sandbox_policy: settings.sandboxPolicy,
    model: settings.model,
    ...(settings.effort === undefined ? {} : { effort: settings.effort }),
    summary: settings.summary,
  };
  return { type: 'turn_context', payload };
}

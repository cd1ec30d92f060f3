import type { PersistedEvent } from '../../protocol/core/events.js';

export interface PlanStep {
  step: string;
  status: 'pending' | 'in_progress' | 'completed';
}

/**
 * What happens in a conversation, in the core's own words. Persisted events are records already: `recorded` carries them as
 * they stand in the rollout, so a history and the live stream show the same thing. The rest exists live only.
 */
export type CoreEvent =
  | { type: 'recorded'; event: PersistedEvent }
  | { type: 'turn-started'; contextWindow: number | null }
  | { type: 'turn-ended'; lastMessage: string | null }
  | { type: 'text-delta'; text: string }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'reasoning-content-delta'; text: string }
  | { type: 'reasoning-section' }
  | { type: 'web-search-started'; callId: string }
  | { type: 'web-search-ended'; callId: string; query: string }
  | { type: 'plan-updated'; explanation: string | null; plan: PlanStep[] }
  | { type: 'failed'; message: string }
  | { type: 'closed' };

/** An event with the submission that caused it: a decimal number, or empty for the conversation itself. */
export interface Emitted {
  readonly submission: string;
  readonly event: CoreEvent;
}

/** Deltas repeat what the finished item says: they alone may be given up when nobody listens for long. */
export function isDelta(event: CoreEvent): event is Extract<CoreEvent, { text: string }> {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'reasoning-content-delta';
}

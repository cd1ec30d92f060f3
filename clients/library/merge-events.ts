import type { TurnEvent } from './registry.js';

/** Events that replace the one before them, because each contains the complete state. */
const WHOLE: ReadonlySet<string> = new Set([
  'turn/diff/updated',
  'turn/plan/updated',
  'thread/tokenUsage/updated',
  'item/fileChange/patchUpdated',
  'item/mcpToolCall/progress',
]);

/**
 * Makes one event of two that nobody has read: deltas of the same text become one longer delta, and of events that replace each other, only the later one
 * stays. `barrier`: the event must keep its place, and nothing may be moved before it. Undefined: the two events are about different things.
 */
export function mergeEvents(earlier: TurnEvent, later: TurnEvent): TurnEvent | 'barrier' | undefined {
  if (!canMerge(earlier)) return 'barrier';
  if (earlier.method !== later.method || !isAboutSame(earlier, later)) return undefined;
  if (WHOLE.has(later.method)) return later;
  const [before, after] = [earlier.params as { delta: string }, later.params as { delta: string }];
  return { ...later, params: { ...after, delta: before.delta + after.delta } } as TurnEvent;
}

export const canMerge = ({ method, params }: TurnEvent): boolean =>
  WHOLE.has(method) || typeof (params as { delta?: unknown }).delta === 'string';

interface Subject {
  readonly turnId?: string;
  readonly itemId?: string;
  readonly summaryIndex?: number;
  readonly contentIndex?: number;
}

function isAboutSame({ params: earlier }: TurnEvent, { params: later }: TurnEvent): boolean {
  const [a, b] = [earlier as Subject, later as Subject];
  return (
    a.turnId === b.turnId &&
    a.itemId === b.itemId &&
    a.summaryIndex === b.summaryIndex &&
    a.contentIndex === b.contentIndex
  );
}

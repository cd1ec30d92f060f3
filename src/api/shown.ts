import type { Conversation } from '../core/conversation/conversation.js';
import { type ConversationEvent, type EventBody, isShownAgain } from '../domain/events.js';
import type { ActionItem, Item } from '../domain/item.js';
import type { Shown } from '../domain/relayed.js';
import type { TurnState } from '../domain/turn-state.js';

/** Names an event within its turn; undefined for one that the rollout does not show again. */
export function keyOf(body: EventBody): string | undefined {
  switch (body.type) {
    case 'turn-started':
    case 'turn-ended':
    case 'closed':
      return body.type;
    case 'error':
      return body.endsTurn ? body.type : undefined;
    case 'item-started':
    case 'item-completed':
    case 'execution-started':
    case 'execution-ended':
      return `${body.type} ${body.item.id}`;
    default:
      return undefined;
  }
}

/** What the history shows that a client of v1 gets; the rest of a running turn comes when it listens. */
export const shownByHistory = (turns: readonly TurnState[]): Shown =>
  shownOf(turns, (item) => {
    const completed = { type: 'item-completed', item } as const;
    return isShownAgain(completed) ? [`item-completed ${item.id}`] : [];
  });

/** What the turns show that a client of v2 gets. */
export const shownByTurns = (turns: readonly TurnState[]): Shown => {
  const shown = shownOf(turns, ({ id, completedAt }) => [
    `item-started ${id}`,
    ...(completedAt === null ? [] : [`item-completed ${id}`]),
  ]);
  return { ...shown, keys: ['turn-started', ...shown.keys] };
};

/** Everything that has happened so far. For a running turn: only the part that was not shown yet. */
export function shownUntilNow({ lastTurnId, busy }: Conversation): Shown {
  return { turnId: lastTurnId ?? null, until: Date.now(), ended: !busy, keys: [] };
}

function shownOf(turns: readonly TurnState[], keysOf: (item: Item) => string[]): Shown {
  const last = turns.at(-1);
  return {
    turnId: last?.id ?? null,
    ended: last?.status !== 'in-progress',
    keys: last?.status === 'in-progress' ? last.items.flatMap(keysOf) : [],
  };
}

/** The events that the client has not been shown, made from the rollout and the running turn. Texts that were cut off are left out. */
export function missedEvents(
  turns: readonly TurnState[],
  { turnId, until = 0, ended, keys }: Shown,
): ConversationEvent[] {
  if (turnId === null) {
    const later = turns.filter(({ startedAt }) => (startedAt ?? 0) >= until);
    return later.flatMap((turn) => missedOf(turn, new Set()));
  }
  const known = turns.findIndex(({ id }) => id === turnId);
  const turn = turns[known];
  if (!turn) return ended ? [] : [eventOf(turnId, INTERRUPTED)]; // it was taken back
  const shown = new Set(keys);
  return [
    ...(ended ? [] : missedOf(turn, shown)),
    ...turns.slice(known + 1).flatMap((later) => missedOf(later, new Set())),
  ];
}

const INTERRUPTED = {
  type: 'turn-ended',
  status: 'interrupted',
  startedAt: null,
  completedAt: null,
  error: null,
  lastMessage: null,
} as const;

function missedOf(turn: TurnState, shown: ReadonlySet<string>): ConversationEvent[] {
  const { startedAt } = turn;
  const bodies: EventBody[] = [
    { type: 'turn-started', contextWindow: null, startedAt: startedAt ?? 0 },
    ...turn.items.flatMap((item) => eventsOf(item, shown)),
    ...endOf(turn),
  ];
  return bodies.filter((body) => !shown.has(keyOf(body) ?? '')).map((body) => eventOf(turn.id, body));
}

function eventsOf(item: Item, shown: ReadonlySet<string>): EventBody[] {
  const started: EventBody = { type: 'item-started', item };
  if (item.completedAt === null) {
    const isNew = !shown.has(keyOf(started) ?? '');
    return [
      started,
      ...(isNew ? textOf(item) : []),
      ...(runs(item) ? [{ type: 'execution-started', item } as const] : []),
    ];
  }
  const executed = isAction(item) && item.status !== 'declined';
  return [
    started,
    ...(executed
      ? ([
          { type: 'execution-started', item },
          { type: 'execution-ended', item },
        ] as const)
      : []),
    { type: 'item-completed', item },
  ];
}

const isAction = (item: Item): item is ActionItem =>
  item.type === 'command-execution' || item.type === 'file-changes' || item.type === 'mcp-tool-call';

const runs = (item: Item): item is ActionItem => item.type === 'command-execution' && item.processId !== null;

/** The text so far of a message that is being written. */
function textOf(item: Item): EventBody[] {
  if (item.type !== 'agent-message') return [];
  const text = item.texts.join('');
  return text === '' ? [] : [{ type: 'text-delta', itemId: item.id, part: 'message', text }];
}

function endOf({ status, startedAt, completedAt, error, items }: TurnState): EventBody[] {
  if (status === 'in-progress') return [];
  const said = items.flatMap((item) => (item.type === 'agent-message' ? [item.texts.join('')] : []));
  const lastMessage = status === 'completed' ? (said.at(-1) ?? null) : null;
  const failure: EventBody[] = error ? [{ type: 'error', ...error, willRetry: false, endsTurn: true }] : [];
  return [...failure, { type: 'turn-ended', status, startedAt, completedAt, error, lastMessage }];
}

const eventOf = (turnId: string, body: EventBody): ConversationEvent => ({
  seq: 0,
  at: Date.now(),
  turnId,
  operation: '',
  body,
});

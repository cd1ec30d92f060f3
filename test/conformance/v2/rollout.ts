import type { Normaliser } from '../../support/normalise.js';
import type { RolloutLine } from '../../support/rollout.js';
import type { Observation } from '../observe.js';

type Json = Record<string, unknown>;

/** What a rollout says of a thread: its items, what the model is sent, and which other lines there are. */
export function rolloutOf(lines: readonly RolloutLine[], names: Normaliser): Observation[] {
  return byTurn(lines.map(({ type, payload }) => observed(type, payload, names)).filter((line) => line !== undefined));
}

/** Times, and what belongs to the writing program alone, are left out. */
function observed(type: string, payload: Json, names: Normaliser): Observation | undefined {
  if (type === 'response_item') {
    if (isContext(payload)) return undefined;
    const { id: _, internal_chat_message_metadata_passthrough: __, ...item } = payload;
    return { label: [type, item.type, item.role].filter(Boolean).join(' '), value: names.value(item) };
  }
  if (type !== 'event_msg') return { label: type, value: 'there' };
  if (payload.type === 'item_completed') {
    const { turnwire: _, ...item } = payload.item as Json;
    return { label: `item ${item.type}`, value: names.value(item) };
  }
  const name = String(payload.type);
  return { label: SAME[name] ?? name, value: 'there' };
}

/** Two names of one event. */
const SAME: Readonly<Record<string, string>> = { task_started: 'turn_started', task_complete: 'turn_complete' };

/** The context for the model has other words here. */
const isContext = ({ role, content }: Json): boolean =>
  role === 'developer' || (role === 'user' && CONTEXT.test(String((content as { text?: string }[])[0]?.text)));

const CONTEXT = /^(<|# AGENTS\.md)/;

/** The order of the lines of one turn has no meaning between kinds (C360). */
function byTurn(lines: readonly Observation[]): Observation[] {
  const next = lines.findIndex(({ label }, i) => i > 0 && label === 'turn_started');
  const [turn, rest] = next < 0 ? [lines, []] : [lines.slice(0, next), lines.slice(next)];
  const sorted = [...turn].sort((a, b) => rank(a.label) - rank(b.label) || a.label.localeCompare(b.label));
  return [...sorted, ...(rest.length > 0 ? byTurn(rest) : [])];
}

const rank = (label: string): number => (label === 'session_meta' ? 0 : label === 'turn_started' ? 1 : 2);

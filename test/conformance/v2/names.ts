import type { Line } from '../../support/exchange.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What an id is of, by the member that holds it. */
const MEMBERS: Readonly<Record<string, string>> = {
  threadId: 'thread',
  turnId: 'turn',
  rootTurnId: 'turn',
  itemId: 'item',
  loginId: 'login',
};
/** The same for the `id` of an object, by the member that holds the object. */
const OBJECTS: Readonly<Record<string, string>> = {
  thread: 'thread',
  turn: 'turn',
  item: 'item',
  turns: 'turn',
  items: 'item',
};

/** Names for the ids that servers have made up, by what they are of and when they were seen first: one id more of one kind moves no other. */
export function idNames(lines: readonly Line[]): Record<string, string> {
  const names: Record<string, string> = {};
  const known = new Set<string>();
  const counts = new Map<string, number>();
  const note = (kind: string, id: unknown): void => {
    if (typeof id !== 'string' || !UUID.test(id) || known.has(id) || id.startsWith('00000000-')) return;
    known.add(id);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    names[`$${kind}${count}`] = id;
  };
  const visit = (value: unknown, holder: string): void => {
    if (Array.isArray(value)) for (const part of value) visit(part, holder);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) {
        if (key === 'id' && OBJECTS[holder]) note(OBJECTS[holder], part);
        else if (MEMBERS[key]) note(MEMBERS[key], part);
        else visit(part, key);
      }
    }
  };
  for (const { from, message } of lines) if (from === 'server') visit(message, '');
  return names;
}

import { expect, test } from 'vitest';
import { turnsOf } from '../../src/core/history/turns.js';
import type { PersistedEvent } from '../../src/domain/events.js';
import type { Item } from '../../src/domain/item.js';
import { eventRecord } from '../../src/domain/record.js';

const started = (startedAt: number): PersistedEvent => ({ type: 'turn-started', contextWindow: null, startedAt });
const ended = (status: 'completed' | 'interrupted' | 'failed', error: string | null = null): PersistedEvent => ({
  type: 'turn-ended',
  status,
  startedAt: 1,
  completedAt: 2,
  lastMessage: null,
  error: error === null ? null : { message: error },
});
const times = { startedAt: null, completedAt: null };
const said = (id: string): Item => ({ type: 'agent-message', id, ...times, texts: [id] });
const thought = (id: string, passage: string): Item => ({
  type: 'reasoning',
  id,
  ...times,
  summary: [passage],
  content: [],
});
const done = (item: Item): PersistedEvent => ({ type: 'item-completed', item });

test('turns have their items in the order of completion, their times, and how they ended', () => {
  const records = [
    eventRecord(started(1), 'a'),
    eventRecord(done(said('m1')), 'a'),
    eventRecord(ended('completed'), 'a'),
    eventRecord(started(3), 'b'),
    eventRecord(done(said('late')), 'a'),
    eventRecord(ended('failed', 'no'), 'b'),
  ];
  expect(turnsOf(records)).toEqual([
    {
      id: 'a',
      status: 'completed',
      items: [said('m1'), said('late')],
      startedAt: 1,
      completedAt: 2,
      error: null,
    },
    { id: 'b', status: 'failed', items: [], startedAt: 3, completedAt: 2, error: { message: 'no' } },
  ]);
});

test('a turn without an end was cut short, unless it is the one that runs', () => {
  const records = [eventRecord(started(1), 'a'), eventRecord(done(said('m')), 'a')];
  expect(turnsOf(records)).toMatchObject([{ status: 'interrupted', items: [said('m')] }]);
  const running = { id: 'a', open: [said('open')] };
  expect(turnsOf(records, running)).toMatchObject([{ status: 'in-progress', items: [said('m'), said('open')] }]);
  const over = [...records, eventRecord(ended('completed'), 'a')];
  expect(turnsOf(over, running)).toMatchObject([{ status: 'completed', items: [said('m')] }]);
});

test('a turn of which nothing tells how it began or ended counts as completed', () => {
  expect(turnsOf([eventRecord(done(said('m')), 'old')])).toMatchObject([{ id: 'old', status: 'completed' }]);
});

test('passages of one reasoning are one item', () => {
  const records = [thought('r', 'a'), thought('r', 'b'), said('m'), thought('s', 'c')].map((item) =>
    eventRecord(done(item), 't'),
  );
  const [turn] = turnsOf(records);
  expect(turn?.items).toEqual([{ ...thought('r', 'a'), summary: ['a', 'b'] }, said('m'), thought('s', 'c')]);
});

test('of a command the output is kept once, and its duration in whole milliseconds', () => {
  const result = { stdout: 'x', stderr: '', aggregated: 'x', formatted: 'x', exitCode: 0, durationMs: 1.6 };
  const item: Item = {
    type: 'command-execution',
    id: 'c',
    callId: 'c',
    ...times,
    command: ['ls'],
    cwd: '/',
    source: 'agent',
    processId: null,
    actions: [],
    status: 'completed',
    result,
  };
  const [turn] = turnsOf([eventRecord(done(item), 't')]);
  expect(turn?.items).toEqual([{ ...item, result: { aggregated: 'x', exitCode: 0, durationMs: 2 } }]);
});

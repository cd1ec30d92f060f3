import { expect, test } from 'vitest';
import { OpenItems } from '../../src/core/turn/open-items.js';
import type { EventBody } from '../../src/domain/events.js';
import type { CommandExecution, FileChanges, Item, McpToolCall } from '../../src/domain/item.js';

const base = (id: string) => ({ id, startedAt: 1, completedAt: null });
const message: Item = { type: 'agent-message', ...base('m'), texts: [] };
const reasoning: Item = { type: 'reasoning', ...base('r'), summary: [], content: [] };
const command = (id: string): CommandExecution => ({
  type: 'command-execution',
  ...base(id),
  callId: id,
  command: ['ls'],
  cwd: '/w',
  source: 'agent',
  processId: null,
  actions: [],
  status: 'in-progress',
});
const patch = (id: string): FileChanges => ({
  type: 'file-changes',
  ...base(id),
  callId: id,
  changes: {},
  autoApproved: false,
  status: 'in-progress',
});
const call: McpToolCall = {
  type: 'mcp-tool-call',
  ...base('t'),
  callId: 't',
  server: 's',
  tool: 'x',
  arguments: null,
  status: 'in-progress',
};
const started = (item: Item): EventBody => ({ type: 'item-started', item });
const output = (itemId: string, text: string): EventBody => ({
  type: 'output-delta',
  itemId,
  callId: itemId,
  stream: 'stdout',
  chunk: Buffer.from(text),
});

function itemsAt(now: number, ...events: EventBody[]): OpenItems {
  const items = new OpenItems(() => now);
  items.follow(events);
  return items;
}

test('an open item has what was said so far, passage by passage', () => {
  const said = (itemId: string, part: 'message' | 'summary' | 'content', text: string): EventBody => ({
    type: 'text-delta',
    itemId,
    part,
    text,
  });
  const items = itemsAt(
    9,
    started(reasoning),
    { type: 'summary-part-started', itemId: 'r' },
    said('r', 'summary', 'a'),
    { type: 'summary-part-started', itemId: 'r' },
    said('r', 'summary', 'b'),
    said('r', 'summary', 'c'),
    said('r', 'content', 'raw'),
    started(message),
    said('m', 'message', 'half'),
    said('m', 'message', 'way'),
  );
  expect(items.list()).toEqual([
    { ...reasoning, summary: ['a', 'bc'], content: ['raw'] },
    { ...message, texts: ['halfway'] },
  ]);
  expect(items.cutOff()).toEqual([
    { ...reasoning, summary: ['a', 'bc'], content: ['raw'], completedAt: 9, cutOff: true },
    { ...message, texts: ['halfway'], completedAt: 9, cutOff: true },
  ]);
  expect(items.list()).toEqual([]);
});

test('what waits for an approval is declined; what runs has failed, with its output so far', () => {
  const runs = command('runs');
  const items = itemsAt(
    9,
    started(command('waits')),
    started(runs),
    { type: 'execution-started', item: runs },
    output('runs', 'one\n'),
    output('runs', 'two\n'),
    started(patch('p')),
    started(call),
  );
  items.waits('waits');
  items.waits('p');
  items.waits('runs');
  items.decided('runs');
  const ended = Object.fromEntries(items.cutOff().map((item) => [item.id, item]));
  expect(ended.waits).toEqual({ ...command('waits'), status: 'declined', completedAt: 9 });
  expect(ended.runs).toEqual({
    ...runs,
    status: 'failed',
    completedAt: 9,
    result: { aggregated: 'one\ntwo\n', exitCode: -1, durationMs: 0 },
  });
  expect(ended.p).toEqual({ ...patch('p'), status: 'declined', completedAt: 9 });
  expect(ended.t).toMatchObject({ status: 'failed', outcome: { error: expect.stringContaining('not known') } });
});

test('of a long output the end is kept', () => {
  const runs = command('c');
  const items = itemsAt(1, started(runs), { type: 'execution-started', item: runs });
  for (let n = 0; n < 300; n++) items.follow([output('c', `${n}`.padEnd(8192, '.'))]);
  const [item] = items.list();
  const text = item?.type === 'command-execution' ? item.result?.aggregated : undefined;
  expect(text?.length).toBeLessThanOrEqual(1 << 20);
  expect(text).toContain('299.');
  expect(text?.startsWith('0.')).toBe(false);
});

test('a completed item is not open, and a command whose call has returned may outlive the turn', () => {
  const done = { ...message, texts: ['x'], completedAt: 2 } as Item;
  const items = itemsAt(1, started(message), { type: 'item-completed', item: done }, started(command('session')));
  items.leave('session');
  expect(items.cutOff()).toEqual([]);
});

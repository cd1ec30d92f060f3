import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordsBefore, replay, UNKNOWN_OUTCOME } from '../../src/core/history/replay.js';
import type { ConversationRecord } from '../../src/domain/record.js';
import { Decoder } from '../../src/store/files/codec.js';
import * as r from '../store/rollouts.js';

function records(...lines: (string | string[])[]): ConversationRecord[] {
  const decoder = new Decoder();
  return lines.flat().map((line) => decoder.decode(JSON.parse(line)) as ConversationRecord);
}
const brief = (lines: (string | string[])[]): string[] =>
  replay(records(...lines)).items.map((item) => {
    if (item.type === 'message')
      return `${item.role}: ${item.content.map((c) => ('text' in c ? c.text : c.type)).join('')}`;
    return 'output' in item ? `${item.type} ${item.call_id} ${item.output}` : item.type;
  });

test('a replay has the items for the model, the events for users, and the last settings and tokens', () => {
  const lines = [
    r.turnContext({ model: 'old' }),
    r.tokens(1),
    ...r.said('hi'),
    ...r.answered('yes'),
    r.turnContext(),
    r.tokens(2),
  ];
  const { events, settings, usage } = replay(records(lines));
  const kinds = events.map((event) => (event.type === 'item-completed' ? event.item.type : event.type));
  expect(kinds).toEqual(['usage-updated', 'user-message', 'agent-message', 'usage-updated']);
  expect(settings?.model).toBe('recorded-model');
  expect(usage?.tokens?.total.total_tokens).toBe(2);
  expect(brief([lines])).toEqual(['user: hi', 'assistant: yes']);
});

// C130: the reference puts an output of another kind at the very beginning.
test('a call without an output is answered right behind it, in its own kind (C130)', () => {
  const custom = r.line('response_item', { type: 'custom_tool_call', call_id: 'c', name: 'apply_patch', input: '' });
  const action = { type: 'exec', command: ['ls'] };
  const shell = r.line('response_item', { type: 'local_shell_call', call_id: 'l', status: 'completed', action });
  const lines = [r.said('go'), r.called('a'), r.called('b'), r.outputOf('b'), custom, shell, r.answered('done')];
  expect(brief(lines)).toEqual([
    'user: go',
    'function_call',
    `function_call_output a ${UNKNOWN_OUTCOME}`,
    'function_call',
    'function_call_output b done',
    'custom_tool_call',
    `custom_tool_call_output c ${UNKNOWN_OUTCOME}`,
    'local_shell_call',
    `function_call_output l ${UNKNOWN_OUTCOME}`,
    'assistant: done',
  ]);
  expect(replay(records(...lines)).repairedCalls).toBe(3);
});

test('an output without its call is left out', () => {
  const past = replay(records(r.said('go'), r.outputOf('lost'), r.called('a'), r.outputOf('a')));
  expect(past.items.map((item) => item.type)).toEqual(['message', 'function_call', 'function_call_output']);
  expect(past.strayOutputs).toBe(1);
});

// C132: the reference describes the surroundings of now there.
test('a compaction leaves the first context, what the user said, and the summary (C132)', () => {
  const summed = r.line('compacted', { message: 'all is well' });
  const items = brief([
    r.context(),
    r.said('one'),
    r.answered('x'),
    r.showed(),
    r.said('two'),
    summed,
    r.said('three'),
  ]);
  expect(items).toHaveLength(3);
  expect(items[0]).toContain('<cwd>/recorded</cwd>');
  expect(items[1]).toMatch(/one\n\ntwo[\s\S]*all is well/);
  expect(items[2]).toBe('user: three');
  const twice = brief([r.context(), r.said('one'), summed, r.said('two'), summed]);
  expect(twice).toHaveLength(2);
  expect(twice[1]).toMatch(/two[\s\S]*all is well/);
  expect(twice[1]?.match(/conversation_summary>/g)).toHaveLength(2);
});

test('ids of items and kinds that are not sent again are left out', () => {
  const search = r.line('response_item', { type: 'web_search_call', id: 'w', action: { type: 'search', query: 'q' } });
  const withId = r.line('response_item', { type: 'function_call', id: 'f', name: 'n', arguments: '{}', call_id: 'c' });
  const system = r.line('response_item', { type: 'message', role: 'system', content: [] });
  const past = replay(records(search, system, withId));
  expect(past.items[0]).toEqual({ type: 'function_call', name: 'n', arguments: '{}', call_id: 'c' });
  expect(past.items).toHaveLength(2);
});

/** What can lie between two messages of the user. */
const filler = fc.oneof(
  fc.constant(r.answered('answer')),
  fc.constant([r.called('k'), r.outputOf('k')]),
  fc.constant([r.viewed()]),
  fc.constant([r.turnContext()]),
  fc.constant([r.tokens(5)]),
  fc.constant([r.line('event_msg', { type: 'turn_aborted', reason: 'interrupted' })]),
  fc.constant([r.line('compacted', { message: 'so far' })]),
  fc.constant([r.line('of_the_future', {})]),
);
const message = fc.oneof(
  fc.string().map((text) => r.said(`m${text}`)),
  fc.constant(r.showed()),
);
const told = fc.option(fc.constant([r.context()]), { nil: [] });
const turn = fc.tuple(told, message, fc.array(filler, { maxLength: 4 }));

test('a fork before a message of the user has exactly what came before it', () => {
  const holds = fc.property(fc.array(filler, { maxLength: 2 }), fc.array(turn, { maxLength: 5 }), (start, turns) => {
    const lines = [...start.flat(), ...turns.flatMap(([context, said, rest]) => [...context, ...said, ...rest.flat()])];
    const all = records(lines);
    let at = start.flat().length;
    turns.forEach(([context, said, rest], n) => {
      expect(recordsBefore(all, n)).toEqual({ count: at, messages: turns.length });
      at += context.length + said.length + rest.flat().length;
    });
    expect(recordsBefore(all, turns.length)).toEqual({ count: undefined, messages: turns.length });
  });
  void fc.assert(holds, { numRuns: 200 });
});

test('words of the user that look like context do not count, and a picture with words does', () => {
  const forged = r.said(' <Environment_Context>x</environment_context> ');
  const both = r.line('response_item', {
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_image', image_url: 'data:,' },
      { type: 'input_text', text: 'look' },
    ],
  });
  expect(recordsBefore(records(forged, both, r.said('x')), 9).messages).toBe(2);
});

// Later releases of the reference put more before the model in the name of the user; clients do not count it.
test.each([
  '# AGENTS.md instructions for /w\n\n<INSTRUCTIONS>\nbe kind\n</INSTRUCTIONS>',
  '<skill>\n<name>s</name>\n</skill>',
  '<turn_aborted>\ninterrupted\n</turn_aborted>',
])('what a program says in the name of the user is no message of the user (%j)', (injected) => {
  const all = records(r.context(injected), r.said('one'), r.answered('uno'), r.context(injected), r.said('two'));
  expect(recordsBefore(all, 0)).toEqual({ count: 0, messages: 2 });
  expect(recordsBefore(all, 1).messages).toBe(2);
});

test('words of the user that only begin like that are a message', () => {
  expect(recordsBefore(records(r.said('<skill> is a tag of ours, is it not?')), 0).messages).toBe(1);
});

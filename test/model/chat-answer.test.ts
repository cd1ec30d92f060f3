import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ModelError, type ModelEvent } from '../../src/core/ports/index.js';
import { ChatAnswer } from '../../src/model/chat/answer.js';

const NONE = new Set<string>();
const chunk = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});
const call = (piece: object) => chunk({ tool_calls: [piece] });
const made = (name: string, args: string) => ({ function: { name, arguments: args } });

/** Everything that an answer of these pieces tells. */
function tell(chunks: readonly unknown[], taken = NONE): ModelEvent[] {
  const answer = new ChatAnswer('mock');
  return [...chunks.flatMap((one) => answer.take(one)), ...answer.whole(taken)];
}

const items = (events: readonly ModelEvent[]) =>
  events.flatMap((event) => (event.type === 'item-done' ? [event.item] : []));
const calls = (chunks: readonly unknown[], taken?: Set<string>) =>
  items(tell([...chunks, chunk({}, 'tool_calls')], taken)).flatMap((item) =>
    item.type === 'function_call' ? [[item.call_id, item.name, item.arguments]] : [],
  );

function failureOf(chunks: readonly unknown[]): ModelError {
  try {
    tell(chunks);
  } catch (e) {
    if (e instanceof ModelError) return e;
  }
  throw new Error('it is taken for an answer');
}

test('however an answer is cut into pieces, it is the same answer', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  const answers = fc.record({
    reasoning: fc.option(text, { nil: '' }),
    said: fc.option(text, { nil: '' }),
    calls: fc.array(
      fc.record({ name: fc.constantFrom('shell', 'update_plan'), args: fc.dictionary(fc.string(), fc.string()) }),
      {
        maxLength: 4,
      },
    ),
  });
  const cuts = fc.infiniteStream(fc.nat(7));
  fc.assert(
    fc.property(answers, cuts, ({ reasoning, said, calls }, sizes) => {
      const whole = [
        chunk({ reasoning }),
        chunk({ content: said }),
        ...calls.map(({ name, args }, index) => call({ index, id: `c${index}`, ...made(name, JSON.stringify(args)) })),
        chunk({}, 'stop'),
      ];
      const next = () => 1 + (sizes.next().value ?? 0);
      const pieces = (of: string): string[] => {
        const size = next();
        return of.length <= size ? [of] : [of.slice(0, size), ...pieces(of.slice(size))];
      };
      const threads = calls.map(({ name, args }, index) => [
        call({ index, id: `c${index}`, ...made(name, '') }),
        ...pieces(JSON.stringify(args)).map((part) => call({ index, function: { arguments: part } })),
      ]);
      const mixed: unknown[] = threads.flatMap((thread) => thread.splice(0, 1)); // they begin in order, and then continue in any order
      while (threads.some((thread) => thread.length > 0)) {
        mixed.push(...(threads[next() % threads.length]?.splice(0, 1) ?? []));
      }
      const cut = [
        ...pieces(reasoning).map((part) => chunk({ reasoning: part })),
        ...pieces(said).map((part) => chunk({ content: part })),
        ...mixed,
        chunk({}, 'stop'),
      ];
      expect(items(tell(cut))).toEqual(items(tell(whole)));
      expect(items(tell(whole)).filter(({ type }) => type === 'function_call')).toHaveLength(calls.length);
    }),
  );
});

test.each<[string, unknown[], unknown[]]>([
  [
    'that are told apart by index',
    [
      call({ index: 0, id: 'a', ...made('shell', '{"x"') }),
      call({ index: 1, id: 'b', ...made('plan', '{') }),
      call({ index: 0, function: { arguments: ':1}' } }),
      call({ index: 1, function: { arguments: '}' } }),
    ],
    [
      ['a', 'shell', '{"x":1}'],
      ['b', 'plan', '{}'],
    ],
  ],
  [
    'that all have the index 0',
    [
      call({ index: 0, id: 'a', ...made('shell', '{"n":1}') }),
      call({ index: 0, id: 'b', ...made('shell', '{"n":2}') }),
    ],
    [
      ['a', 'shell', '{"n":1}'],
      ['b', 'shell', '{"n":2}'],
    ],
  ],
  [
    'without an index, in pieces',
    [
      call({ id: 'a', ...made('shell', '{"n"') }),
      call({ function: { arguments: ':1}' } }),
      call({ id: 'b', ...made('shell', '{}') }),
    ],
    [
      ['a', 'shell', '{"n":1}'],
      ['b', 'shell', '{}'],
    ],
  ],
  [
    'whose id and name are in every piece',
    [call({ index: 0, id: 'a', ...made('shell', '{"n"') }), call({ index: 0, id: 'a', ...made('shell', ':1}') })],
    [['a', 'shell', '{"n":1}']],
  ],
  [
    'whose id is another one in every piece',
    [
      call({ index: 0, id: 'a', ...made('shell', '{"n"') }),
      call({ index: 0, id: 'z', function: { arguments: ':1}' } }),
    ],
    [['a', 'shell', '{"n":1}']],
  ],
  ['without arguments', [call({ index: 0, id: 'a', ...made('shell', '') })], [['a', 'shell', '{}']]],
  [
    'with arguments that are no text',
    [call({ index: 0, id: 'a', function: { name: 'shell', arguments: { n: 1 } } })],
    [['a', 'shell', '{"n":1}']],
  ],
])('calls %s are put together', (_, pieces, expected) => {
  expect(calls(pieces)).toEqual(expected);
});

test('calls get ids of their own where they have none, or one that was used before', () => {
  const pieces = [
    call({ ...made('shell', '{"n":1}') }),
    call({ ...made('shell', '{"n":2}') }),
    call({ id: 'a', ...made('shell', '{}') }),
  ];
  const told = calls(pieces, new Set(['a']));
  expect(told.map(([, name, args]) => [name, args])).toEqual([
    ['shell', '{"n":1}'],
    ['shell', '{"n":2}'],
    ['shell', '{}'],
  ]);
  expect(new Set([...told.map(([id]) => id), 'a']).size).toBe(4);
});

test('reasoning, text and calls come in the order in which they came to the model', () => {
  const pieces = [
    chunk({ reasoning_content: 'hm' }),
    call({ index: 0, id: 'a', ...made('shell', '{}') }),
    chunk({ content: 'I look' }),
  ];
  expect(items(tell([...pieces, chunk({}, 'tool_calls')])).map(({ type }) => type)).toEqual([
    'reasoning',
    'message',
    'function_call',
  ]);
});

test.each([
  ['a text', { reasoning: 'hm' }],
  ['an object with a text', { reasoning: { text: 'hm' } }],
  ['an object with content', { reasoning: { content: 'hm' } }],
  ['under its other name', { reasoning_content: 'hm' }],
])('reasoning is read as %s', (_, delta) => {
  const events = tell([chunk(delta), chunk({ content: 'yes' }, 'stop')]);
  expect(events[0]).toEqual({ type: 'reasoning-content-delta', text: 'hm' });
  expect(items(events)[0]).toEqual({
    type: 'reasoning',
    summary: [],
    content: [expect.objectContaining({ type: 'reasoning_text', text: 'hm' })],
  });
});

test('a whole message at the end of a stream adds what the deltas lacked', () => {
  const message = { reasoning: 'hm', content: 'yes', tool_calls: [{ id: 'a', ...made('shell', '{}') }] };
  const events = tell([chunk({ content: 'yes' }), { choices: [{ message, finish_reason: 'stop' }] }]);
  expect(items(events).map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call']);
  expect(events.filter(({ type }) => type === 'text-delta')).toEqual([{ type: 'text-delta', text: 'yes' }]);
});

test('an answer that its limit or a filter has cut off keeps its text, and says so', () => {
  for (const [reason, word] of [
    ['length', 'limit'],
    ['content_filter', 'filter'],
  ]) {
    const events = tell([chunk({ content: 'so far' }), chunk({}, reason)]);
    expect(events.map(({ type }) => type)).toEqual(['text-delta', 'item-done', 'note', 'completed']);
    expect(events[2]).toMatchObject({ message: expect.stringContaining(word as string) });
  }
});

test('an answer of which a filter has left nothing is refused', () => {
  expect(failureOf([chunk({}, 'content_filter')])).toMatchObject({
    final: true,
    failure: { code: 'model_refused', provider: 'mock' },
  });
});

test('a stream that ends before the answer is whole is broken off, and can be tried again', () => {
  expect(failureOf([chunk({ content: 'half' })])).toMatchObject({
    final: false,
    message: expect.stringContaining('disconnected'),
  });
});

test('an error within the stream is an error', () => {
  expect(failureOf([{ error: { message: 'out of memory' } }]).message).toContain('out of memory');
  expect(failureOf([{ object: 'error', message: 'too long' }]).message).toContain('too long');
});

test('the usage is read, with or without its details', () => {
  const usage = (of: object) => tell([chunk({ content: 'yes' }, 'stop'), { choices: [], usage: of }]).at(-1);
  expect(usage({ prompt_tokens: 7, completion_tokens: 2 })).toEqual({
    type: 'completed',
    usage: { input_tokens: 7, cached_input_tokens: 0, output_tokens: 2, reasoning_output_tokens: 0, total_tokens: 9 },
  });
  const details = { prompt_tokens_details: { cached_tokens: 3 }, completion_tokens_details: { reasoning_tokens: 1 } };
  expect(usage({ prompt_tokens: 7, completion_tokens: 2, total_tokens: 9, ...details })).toMatchObject({
    usage: { cached_input_tokens: 3, reasoning_output_tokens: 1 },
  });
});

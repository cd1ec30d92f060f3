import { expect, test } from 'vitest';
import { answer, type Behaviour } from '../support/raw-peer.js';
import { call, type Item, output, PNG, picture, resumed, sealed, text, user } from './resumed-history.js';

const found = (input: Item[] | undefined, type: string) => (input ?? []).filter((item) => item.type === type);

test.each<[string, object[], (input: Item[], body: string) => void]>([
  [
    'a tool name that no API accepts',
    [call('shell<|channel|>x', '{}'), output()],
    (input) => expect(found(input, 'function_call')[0]?.name).toBe('shell__channel__x'),
  ],
  [
    'a tool name that is too long',
    [call('x'.repeat(100), '{}'), output()],
    (input) => expect(found(input, 'function_call')[0]?.name).toBe('x'.repeat(64)),
  ],
  [
    'an empty tool name',
    [call('', '{}'), output()],
    (input) => expect(found(input, 'function_call')[0]?.name).toBe('unnamed'),
  ],
  [
    'arguments that were cut off',
    [call('shell', '{"command":["ec'), output()],
    (input) =>
      expect(JSON.parse(String(found(input, 'function_call')[0]?.arguments))).toEqual({
        unreadable: '{"command":["ec',
      }),
  ],
  [
    'arguments that are no object',
    [call('shell', '"ls"'), output()],
    (input) => expect(JSON.parse(String(found(input, 'function_call')[0]?.arguments))).toEqual({ unreadable: '"ls"' }),
  ],
  ['half a character', [user(text('half \ud83d'))], (_, body) => expect(body).not.toMatch(/\\ud[89a-f]/i)],
  [
    'half a character in arguments',
    [call('shell', '{"command":["\\ud83d"]}'), output()],
    (input) => expect(String(found(input, 'function_call')[0]?.arguments)).not.toMatch(/\\ud[89a-f]/i),
  ],
  [
    'a picture without an address',
    [user(text('look'), picture('/tmp/x.png'))],
    (_, body) => expect(body).toMatch(/A picture was left out: it has no address/),
  ],
  [
    'a picture that is cut off',
    [user(text('look'), picture(`data:image/png;base64,${PNG.slice(0, 60)}`))],
    (_, body) => expect(body).toMatch(/A picture was left out: its data is cut off/),
  ],
  [
    'a picture that is none',
    [user(text('look'), picture('data:image/png;base64,AAAA'))],
    (_, body) => expect(body).toMatch(/A picture was left out: its data is not a picture/),
  ],
  [
    'a whole picture',
    [user(text('look'), picture(`data:image/png;base64,${PNG}`))],
    (_, body) => expect(body).toContain(PNG),
  ],
  [
    'an empty message',
    [user(), user(text(''))],
    (input) => expect(input.filter(({ content }) => Array.isArray(content) && content.length === 0)).toEqual([]),
  ],
  ['an output without a call', [output('call_9')], (input) => expect(found(input, 'function_call_output')).toEqual([])],
  [
    'a call without an output',
    [call('shell', '{}')],
    (input) =>
      expect(found(input, 'function_call_output')).toMatchObject([
        { call_id: 'call_1', output: expect.stringMatching(/^aborted/) },
      ]),
  ],
  [
    'the id of a call twice',
    [call('shell', '{}'), output(), call('shell', '{}'), output()],
    (input) =>
      expect(found(input, 'function_call_output').map(({ call_id }) => call_id)).toEqual(['call_1', 'call_1_2']),
  ],
  [
    'an id that is too long',
    [call('shell', '{}', 'c'.repeat(99)), output('c'.repeat(99))],
    (input) => expect(String(found(input, 'function_call')[0]?.call_id).length).toBeLessThanOrEqual(64),
  ],
])('%s in a history is no part of a request', async (_, items, check) => {
  const went = await resumed(items);
  expect(went.messages).toEqual(['two', 'two']);
  check(went.inputs[0] ?? [], went.bodies[0] ?? '');
});

const refuses = (message: string, param?: string, status = 400): Behaviour =>
  answer(
    status,
    { 'content-type': 'application/json' },
    JSON.stringify({ error: { message, type: 'invalid_request_error', param } }),
  );

test.each<[string, object[], Behaviour, (input: Item[]) => unknown]>([
  [
    'sealed reasoning',
    [sealed],
    refuses('The encrypted content sea... could not be verified.'),
    (input) => expect(found(input, 'reasoning')).toEqual([]),
  ],
  [
    'reasoning with content',
    [{ ...sealed, content: [{ type: 'reasoning_text', text: 'hm' }] }],
    refuses("Unknown parameter: 'reasoning.content'."),
    (input) => expect(found(input, 'reasoning')).toEqual([]),
  ],
  [
    'an item by its place',
    [call('shell', '{}'), output()],
    refuses('Invalid value.', 'input[3].arguments'),
    (input) => expect(found(input, 'function_call')).toEqual([]),
  ],
  [
    'a call by its id',
    [call('shell', '{}', 'call_77'), output('call_77')],
    refuses('No tool output found for function call call_77.'),
    (input) => expect(found(input, 'function_call')).toEqual([]),
  ],
  [
    'a picture',
    [user(text('look'), picture(`data:image/png;base64,${PNG}`))],
    refuses('The image data you provided does not represent a valid image.'),
    (input) => expect(JSON.stringify(input)).not.toContain(PNG),
  ],
  [
    'a message by its place, with 422',
    [user(text('odd words'))],
    refuses('bad', 'input[3]', 422),
    (input) => expect(JSON.stringify(input)).not.toContain('odd words'),
  ],
])(
  'after a refusal of %s the request is sent once without it, and the user gets a note',
  async (_, items, refusal, check) => {
    const went = await resumed(items, [refusal]);
    expect(went.messages).toEqual(['two', 'two']);
    expect(went.inputs).toHaveLength(3);
    expect(went.notes).toEqual([expect.stringMatching(/^The provider refused .* so it is left out from now on: /)]);
    check(went.inputs[1] ?? []);
    check(went.inputs[2] ?? []);
  },
);

test('a refusal that concerns no item is not tried again', async () => {
  const went = await resumed([sealed], [refuses('You may not do that.'), refuses('You may not do that.')]);
  expect(went.messages).toEqual([null, null]);
  expect(went.inputs).toHaveLength(2);
});

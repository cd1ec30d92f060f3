import { expect, test } from 'vitest';
import { answer, type Behaviour } from '../support/raw-peer.js';
import { call, type Item, output, PNG, picture, resumed, sealed, text, user } from './resumed-history.js';

interface SentCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

const callsIn = (messages: Item[]) => messages.flatMap(({ tool_calls }) => (tool_calls ?? []) as SentCall[]);
const outputsIn = (messages: Item[]) => messages.filter(({ role }) => role === 'tool');
const whole = `data:image/png;base64,${PNG}`;

/** What every server of this wire wants of a request; one that breaks it is refused with a 400. */
function expectSound(messages: Item[], body: string): void {
  const open = new Set<unknown>();
  for (const message of messages) {
    if (message.role === 'tool') {
      expect([...open]).toContain(message.tool_call_id);
      open.delete(message.tool_call_id);
      expect(message.content).toEqual(expect.any(String));
      continue;
    }
    expect([...open]).toEqual([]);
    for (const { id, function: asked } of callsIn([message])) {
      open.add(id);
      expect(asked.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(JSON.parse(asked.arguments)).toEqual(expect.objectContaining({}));
    }
    expect(message.content === null || message.content === '' || message.content).toBeTruthy();
  }
  expect([...open]).toEqual([]);
  expect(body).not.toMatch(/\\ud[89a-f]/i);
}

// C265
test.each<[string, object[], (messages: Item[], body: string) => void]>([
  [
    'a tool name that no API accepts',
    [call('shell<|channel|>x', '{}'), output()],
    (messages) => expect(callsIn(messages)[0]?.function.name).toBe('shell__channel__x'),
  ],
  [
    'a tool name that is too long',
    [call('x'.repeat(100), '{}'), output()],
    (messages) => expect(callsIn(messages)[0]?.function.name).toBe('x'.repeat(64)),
  ],
  [
    'an empty tool name',
    [call('', '{}'), output()],
    (messages) => expect(callsIn(messages)[0]?.function.name).toBe('unnamed'),
  ],
  [
    'arguments that were cut off',
    [call('shell', '{"command":["ec'), output()],
    (messages) =>
      expect(JSON.parse(callsIn(messages)[0]?.function.arguments ?? '')).toEqual({ unreadable: '{"command":["ec' }),
  ],
  [
    'arguments that are no object',
    [call('shell', '"ls"'), output()],
    (messages) => expect(JSON.parse(callsIn(messages)[0]?.function.arguments ?? '')).toEqual({ unreadable: '"ls"' }),
  ],
  [
    'input of a tool that takes text',
    [
      { type: 'custom_tool_call', name: 'apply patch', input: 'half \ud83d', call_id: 'call_1' },
      { type: 'custom_tool_call_output', call_id: 'call_1', output: 'ok' },
    ],
    (messages) => expect(callsIn(messages)[0]?.function.name).toBe('apply_patch'),
  ],
  [
    'half a character in a call of another wire',
    [
      {
        type: 'local_shell_call',
        call_id: 'call_1',
        status: 'completed',
        action: { type: 'exec', command: ['\ud83d'] },
      },
      output(),
    ],
    (messages) => expect(callsIn(messages)[0]?.function.arguments).toContain('\ufffd'),
  ],
  ['half a character', [user(text('half \ud83d'))], (_, body) => expect(body).toContain('half \ufffd')],
  [
    'half a character in arguments',
    [call('shell', '{"command":["\\ud83d"]}'), output()],
    (messages) => expect(callsIn(messages)[0]?.function.arguments).not.toMatch(/\\ud[89a-f]/i),
  ],
  [
    'half a character in an output',
    [call('shell', '{}'), { ...output(), output: 'half \udc00' }],
    (messages) => expect(outputsIn(messages)[0]?.content).toBe('half \ufffd'),
  ],
  [
    'a picture without an address',
    [user(text('look'), picture('/tmp/x.png'))],
    (_, body) => expect(body).toMatch(/A picture was left out: it has no address/),
  ],
  [
    'a picture that is cut off',
    [user(text('look'), picture(whole.slice(0, 80)))],
    (_, body) => expect(body).toMatch(/A picture was left out: its data is cut off/),
  ],
  ['a whole picture', [user(text('look'), picture(whole))], (_, body) => expect(body).toContain(PNG)],
  [
    'sealed reasoning of another provider',
    [{ ...sealed, turnwire_origin: 'other' }],
    (_, body) => expect(body).not.toContain('sealed'),
  ],
  [
    'reasoning with content of another wire',
    [{ ...sealed, content: [{ type: 'reasoning_text', text: 'hm' }] }, call('shell', '{}'), output()],
    (_, body) => expect(body).not.toContain('encrypted_content'),
  ],
  [
    'an empty message',
    [user(), user(text(''))],
    (messages) => expect(messages.filter(({ content }) => content === '' || `${content}` === '')).toEqual([]),
  ],
  ['an output without a call', [output('call_9')], (messages) => expect(outputsIn(messages)).toEqual([])],
  [
    'a call without an output',
    [call('shell', '{}')],
    (messages) =>
      expect(outputsIn(messages)).toMatchObject([
        { tool_call_id: 'call_1', content: expect.stringMatching(/^aborted/) },
      ]),
  ],
  [
    'the id of a call twice',
    [call('shell', '{}'), output(), call('shell', '{}'), output()],
    (messages) => expect(outputsIn(messages).map((sent) => sent.tool_call_id)).toEqual(['call_1', 'call_1_2']),
  ],
  [
    'an id that is too long',
    [call('shell', '{}', 'c'.repeat(99)), output('c'.repeat(99))],
    (messages) => expect(callsIn(messages)[0]?.id.length).toBeLessThanOrEqual(64),
  ],
  [
    'a message between a call and its output',
    [call('shell', '{}'), user(text('wait')), output()],
    (messages) => expect(JSON.stringify(messages)).toContain('wait'),
  ],
  [
    'pictures in the output of a later release',
    [
      call('shell', '{}'),
      call('shell', '{}', 'call_2'),
      { ...output(), output: [{ type: 'input_text', text: 'seen' }, picture(whole)] },
      { ...output('call_2'), output: [picture(whole)] },
    ],
    (messages, body) => {
      expect(outputsIn(messages)[0]?.content).toMatch(/^seen\n/);
      expect(body.split(PNG)).toHaveLength(3);
    },
  ],
])('chat: %s in a history is no part of a request', async (_, items, check) => {
  const went = await resumed(items, [], 'chat');
  expect(went.messages).toEqual(['two', 'two']);
  const [messages = [], body = ''] = [went.chats[0], went.bodies[0]];
  expectSound(messages, body);
  check(messages, body);
});

const refuses = (message: string, status = 400): Behaviour =>
  answer(status, { 'content-type': 'application/json' }, JSON.stringify({ error: { message } }));

test.each<[string, object[], Behaviour, (messages: Item[]) => unknown]>([
  [
    'a picture',
    [user(text('look'), picture(whole))],
    refuses('The image data you provided does not represent a valid image.'),
    (messages) => expect(JSON.stringify(messages)).not.toContain(PNG),
  ],
  [
    'a call by its id',
    [call('shell', '{}', 'call_77'), output('call_77')],
    refuses("An assistant message with 'tool_calls' must be followed by tool messages: call_77"),
    (messages) => expect(callsIn(messages)).toEqual([]),
  ],
  [
    'a message by its place',
    [user(text('odd words'))],
    refuses("Invalid 'messages[4].content'."),
    (messages) => expect(JSON.stringify(messages)).not.toContain('odd words'),
  ],
])('chat: a refusal of %s is answered once without it', async (_, items, refusal, check) => {
  const went = await resumed(items, [refusal], 'chat');
  expect(went.messages).toEqual(['two', 'two']);
  expect(went.notes).toEqual([expect.stringMatching(/^The provider refused .* so it is left out from now on: /)]);
  check(went.chats[1] ?? []);
});

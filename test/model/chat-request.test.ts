import { expect, test } from 'vitest';
import type { ResponseItem } from '../../protocol/rollout/items.js';
import type { ModelRequest } from '../../src/core/ports/index.js';
import { chatBody } from '../../src/model/chat/request.js';

const request = (input: ResponseItem[], tools: ModelRequest['tools'] = []): ModelRequest => ({
  conversationId: 'c',
  model: 'mock',
  instructions: 'be good',
  input,
  tools,
  namespaces: true,
  summary: 'auto',
});
const messages = (...input: ResponseItem[]) =>
  (chatBody(request(input), { requestUsage: true }).messages as unknown[]).slice(1);

const user = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const said = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const called = (id: string, args = '{}'): ResponseItem => ({
  type: 'function_call',
  name: 'shell',
  arguments: args,
  call_id: id,
});
const output = (id: string): ResponseItem => ({ type: 'function_call_output', call_id: id, output: 'ok' });
const thought = (text: string): ResponseItem => ({
  type: 'reasoning',
  summary: [],
  content: [{ type: 'reasoning_text', text }],
});
const calling = (id: string, args = '{}') => ({ id, type: 'function', function: { name: 'shell', arguments: args } });
const tool = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'ok' });

test('the body holds what the reference sends, and asks for the usage', () => {
  const spec = { type: 'function', name: 'shell', description: 'd', strict: false, parameters: {} } as const;
  const body = chatBody(request([user('hi')], [spec, { type: 'web_search' }, { type: 'local_shell' }]), {
    requestUsage: true,
  });
  expect(body).toEqual({
    model: 'mock',
    messages: [
      { role: 'system', content: 'be good' },
      { role: 'user', content: 'hi' },
    ],
    stream: true,
    tools: [{ type: 'function', function: { name: 'shell', description: 'd', strict: false, parameters: {} } }],
    stream_options: { include_usage: true },
  });
  expect(Object.keys(chatBody(request([]), { requestUsage: false }))).toEqual(['model', 'messages', 'stream']);
});

test('a message with pictures is sent in parts, any other as one text', () => {
  const parts: ResponseItem = {
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
    ],
  };
  const texts: ResponseItem = {
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_text', text: 'a' },
      { type: 'input_text', text: 'b' },
    ],
  };
  expect(messages(parts, texts)).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'look' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
      ],
    },
    { role: 'user', content: 'ab' },
  ]);
});

test('what a model said and called in one go is one message, and calls stand right before their outputs', () => {
  expect(
    messages(user('go'), said('I look'), called('a'), output('a'), called('b'), called('c'), output('b'), output('c')),
  ).toEqual([
    { role: 'user', content: 'go' },
    { role: 'assistant', content: 'I look', tool_calls: [calling('a')] },
    tool('a'),
    { role: 'assistant', content: null, tool_calls: [calling('b'), calling('c')] },
    tool('b'),
    tool('c'),
  ]);
});

test('an assistant message that repeats the one before is left out', () => {
  expect(messages(user('a'), said('same'), user('b'), said('same'), said('other'))).toEqual([
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'same' },
    { role: 'user', content: 'b' },
    { role: 'assistant', content: 'other' },
  ]);
});

test('reasoning after the last user message is sent with its result', () => {
  expect(messages(user('a'), thought('old'), said('one'), user('b'), thought('new'), called('x'), output('x'))).toEqual(
    [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'one' },
      { role: 'user', content: 'b' },
      { role: 'assistant', content: null, tool_calls: [calling('x')], reasoning: 'new' },
      tool('x'),
    ],
  );
  expect(messages(user('a'), said('one'), thought('after'))).toEqual([
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'one', reasoning: 'after' },
  ]);
});

test('no reasoning is sent when the last item is a user message', () => {
  expect(JSON.stringify(messages(user('a'), thought('old'), said('one'), user('b')))).not.toContain('old');
});

test('calls of other wires become functions, and arguments that are no JSON do not spoil the request', () => {
  const shell: ResponseItem = {
    type: 'local_shell_call',
    call_id: 'l',
    status: 'completed',
    action: { type: 'exec', command: ['ls'], timeout_ms: 5, working_directory: null },
  };
  const patch: ResponseItem = { type: 'custom_tool_call', call_id: 'p', name: 'apply_patch', input: '*** Begin' };
  const patched: ResponseItem = { type: 'custom_tool_call_output', call_id: 'p', output: 'ok' };
  expect(messages(shell, output('l'), patch, patched, called('x', '{"cut'), output('x'))).toEqual([
    { role: 'assistant', content: null, tool_calls: [calling('l', '{"command":["ls"],"timeout_ms":5}')] },
    tool('l'),
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'p', type: 'function', function: { name: 'apply_patch', arguments: '{"input":"*** Begin"}' } },
      ],
    },
    tool('p'),
    { role: 'assistant', content: null, tool_calls: [calling('x', '{"unreadable":"{\\"cut"}')] },
    tool('x'),
  ]);
});

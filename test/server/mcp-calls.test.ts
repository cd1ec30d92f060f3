import { expect, it } from 'vitest';
import { everything, readJournal, small, tool } from '../support/mcp.js';
import { until } from '../support/until.js';
import { mcpSession } from './mcp-session.js';

const call = (name: string, args: Record<string, unknown> = {}, callId = 'call_1') => ({
  calls: [{ name, args, callId }],
});
const done = { text: 'done' };

it('a call begins and ends with its duration, and its answer reaches the model as JSON', async () => {
  await using s = await mcpSession([call('srv__echo', { msg: 'hi' }), done], () =>
    small('srv', { tools: [tool('echo')] }),
  );
  await s.say();
  await s.server.next('task_complete');
  const invocation = { server: 'srv', tool: 'echo', arguments: { msg: 'hi' } };
  expect(s.server.received('mcp_tool_call_begin')).toMatchObject([
    { params: { id: '0', msg: { call_id: 'call_1', invocation } } },
  ]);
  expect(s.server.received('mcp_tool_call_end')).toMatchObject([
    {
      params: {
        msg: {
          call_id: 'call_1',
          invocation,
          duration: { secs: expect.any(Number), nanos: expect.any(Number) },
          result: { Ok: { content: [{ type: 'text', text: 'got {"msg":"hi"}' }] } },
        },
      },
    },
  ]);
  expect(s.outputs()).toEqual(['[{"text":"got {\\"msg\\":\\"hi\\"}","type":"text"}]']);
});

it('arguments that are none, missing ones, and null', async () => {
  const reply = (args: string, callId: string) => ({ calls: [{ name: 'srv__echo', args, callId }] });
  await using s = await mcpSession(
    [reply('{"a":', 'a'), reply('[1]', 'b'), reply('', 'c'), reply('null', 'd'), done],
    (home) => small('srv', { tools: [tool('echo')], journal: `${home}/journal` }),
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual([
    expect.stringMatching(/^failed to parse function arguments: .*JSON/),
    'failed to parse function arguments: they must be an object',
    expect.stringContaining('got undefined'),
    expect.stringContaining('got undefined'),
  ]);
  expect(s.server.received('mcp_tool_call_begin')).toHaveLength(2);
  expect(s.server.received('mcp_tool_call_begin')[0]?.params).toMatchObject({
    msg: { invocation: { arguments: null } },
  });
  const calls = readJournal(`${s.home}/journal`).filter(({ method }) => method === 'tools/call');
  expect(calls.map(({ params }) => params)).toEqual([{ name: 'echo' }, { name: 'echo' }]);
});

// C128
it('a call that fails tells why: the error of the server, a server that ends, a time-out', async () => {
  const servers = (home: string) =>
    small(
      'srv',
      {
        tools: [tool('bad'), tool('dies'), tool('slow')],
        journal: `${home}/journal`,
        calls: {
          bad: { error: { code: -32602, message: 'msg is missing' } },
          dies: { exit: 7, says: 'out of cheese' },
          slow: { never: true },
        },
      },
      'tool_timeout_sec = 0.3',
    );
  await using s = await mcpSession([call('srv__bad'), call('srv__dies'), call('srv__slow'), done], servers);
  await s.say();
  await s.server.next('task_complete');
  const failed = (name: string, cause: string) => `tool call error: tool call failed for \`srv/${name}\`: ${cause}`;
  const outputs = [
    failed('bad', 'msg is missing (code -32602)'),
    failed('dies', 'the server ended with exit code 7: out of cheese'),
    failed('slow', 'request timed out after 0.3 s'),
  ];
  expect(s.outputs()).toEqual(outputs);
  expect(s.server.received('mcp_tool_call_end').map(({ params }) => (params as { msg: object }).msg)).toMatchObject(
    outputs.map((Err) => ({ result: { Err } })),
  );
  const slow = readJournal(`${s.home}/journal`).find(({ params }) => params?.name === 'slow');
  const cancelled = await until('the server to hear of the time-out', () =>
    readJournal(`${s.home}/journal`).find(({ method }) => method === 'notifications/cancelled'),
  );
  expect(cancelled.params).toMatchObject({ requestId: slow?.id });
});

it('a server that has ended is started again by the next call, and that is said', async () => {
  await using s = await mcpSession([call('srv__dies'), call('srv__echo', { msg: 'again' }, 'call_2'), done], (home) =>
    small('srv', {
      tools: [tool('dies'), tool('echo')],
      journal: `${home}/journal`,
      calls: { dies: { exit: 1 } },
    }),
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()?.[1]).toContain('again');
  expect(readJournal(`${s.home}/journal`).filter(({ pid }) => pid)).toHaveLength(2);
  const notes = s.server.received('background_event').map(({ params }) => (params as { msg: { message: string } }).msg);
  expect(notes.map(({ message }) => message)).toEqual([
    'MCP server `srv` has ended: the server ended with exit code 1',
    'MCP server `srv` was started again',
  ]);
});

it('the model gets a failure of a tool unchanged', async () => {
  const result = { content: [{ type: 'text', text: 'no such ticket' }], isError: true };
  await using s = await mcpSession([call('srv__find'), done], () =>
    small('srv', { tools: [tool('find')], calls: { find: { result } } }),
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual(['[{"text":"no such ticket","type":"text"}]']);
  expect(s.server.received('mcp_tool_call_end')[0]?.params).toMatchObject({ msg: { result: { Ok: result } } });
});

it('pieces of a kind that the protocol does not know reach the client as text, and a long answer keeps both ends', async () => {
  const content = [{ type: 'hologram', of: 'a cat' }];
  await using s = await mcpSession([call('srv__odd'), done], () =>
    small('srv', { tools: [tool('odd')], calls: { odd: { result: { content }, long: 200_000 } } }),
  );
  await s.say();
  await s.server.next('task_complete');
  const output = s.outputs()?.[0] as string;
  expect(output.length).toBeLessThan(41_000);
  expect(output).toMatch(/hologram.*first x+\n\[\.\.\. omitted \d+ of \d+ bytes \.\.\.\]\n\nx+ last/);
});

it('the server is notified of an interrupt, and no event of the call follows', async () => {
  await using s = await mcpSession([call('srv__slow')], (home) =>
    small('srv', { tools: [tool('slow')], journal: `${home}/journal`, calls: { slow: { never: true } } }),
  );
  const journal = () => readJournal(`${s.home}/journal`);
  await s.say();
  const asked = await until('the call', () => journal().find(({ method }) => method === 'tools/call'));
  await s.server.request('interruptConversation', { conversationId: s.conversationId });
  const told = await until('the server to hear of it', () =>
    journal().find(({ method }) => method === 'notifications/cancelled'),
  );
  expect(told.params).toMatchObject({ requestId: asked.id });
  expect(s.server.received('turn_aborted')).toHaveLength(1);
  expect(s.server.received('mcp_tool_call_end')).toEqual([]);
});

it('a conversation with the server that exercises all of the protocol', async () => {
  await using s = await mcpSession(
    [
      call('all__echo', { message: 'hello' }, 'a'),
      call('all__get-sum', { a: 2, b: 3 }, 'b'),
      call('all__get-structured-content', { location: 'New York' }, 'c'),
      call('all__get-tiny-image', {}, 'd'),
      call('all__trigger-long-running-operation', { duration: 0.02, steps: 2 }, 'e'),
      done,
    ],
    () => everything('all'),
  );
  await s.say();
  await s.server.next('task_complete');
  const [echo, sum, structured, image, long] = s.outputs() as string[];
  expect(echo).toBe('[{"text":"Echo: hello","type":"text"}]');
  expect(sum).toContain('is 5');
  expect(JSON.parse(structured ?? '')).toMatchObject({ temperature: expect.any(Number) });
  expect(long).toContain('completed');
  // The model sees the picture, not its bytes.
  expect(image).toContain('(shown in the message after this)');
  const pictures = s.peer.requests
    .at(-1)
    ?.body.input.filter(({ content }) => JSON.stringify(content)?.includes('data:image/png;base64,'));
  expect(pictures).toHaveLength(1);
  expect(s.server.received('error')).toEqual([]);
  // It asks for nothing that was not offered to it.
  expect(s.offered()).not.toContain('all__trigger-sampling-request');
});

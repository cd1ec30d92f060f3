import { expect, test } from 'vitest';
import { turnsOf } from '../../src/core/history/turns.js';
import { FileStore } from '../../src/store/files/store.js';
import { scratchFolder } from '../support/scratch.js';
import { answered, idOf, line, meta, pathOf, put, said, turnContext } from './rollouts.js';

async function turnsIn(...lines: (string | string[])[]) {
  await using folder = await scratchFolder('old');
  const path = await put(pathOf(folder.path, '2025-01-01T00-00-00', idOf(1)), [meta(idOf(1)), ...lines.flat()]);
  return turnsOf((await new FileStore(folder.path, () => 0).load(path)).records);
}

const event = (payload: object) => line('event_msg', payload);
const call = (name: string, args: object, id = 'c') =>
  line('response_item', { type: 'function_call', name, arguments: JSON.stringify(args), call_id: id });
const custom = (name: string, input: string, id = 'c') =>
  line('response_item', { type: 'custom_tool_call', name, input, call_id: id });
const output = (text: string, id = 'c') =>
  line('response_item', { type: 'function_call_output', call_id: id, output: text });
const customOutput = (text: string, id = 'c') =>
  line('response_item', { type: 'custom_tool_call_output', call_id: id, output: text });
const thought = (text: string) => event({ type: 'agent_reasoning', text });

test('a turn begins with each message of the user and is named by its line; items are numbered', async () => {
  const turns = await turnsIn(
    said('one'),
    thought('a'),
    thought('b'),
    event({ type: 'agent_reasoning_raw_content', text: 'raw' }),
    answered('uno'),
    said('two'),
    event({ type: 'turn_aborted', reason: 'interrupted' }),
    event({ type: 'agent_message', message: 'late' }),
  );
  const times = { startedAt: null, completedAt: null };
  expect(turns).toMatchObject([
    {
      id: 'rollout-2',
      status: 'completed',
      ...times,
      items: [
        { type: 'user-message', id: 'item-1', ...times },
        { type: 'reasoning', id: 'item-2', summary: ['a', 'b'], content: ['raw'], ...times },
        { type: 'agent-message', id: 'item-3', texts: ['uno'] },
      ],
    },
    { id: 'rollout-9', status: 'interrupted', items: [{ id: 'item-4' }] },
    { id: 'rollout-11', status: 'completed', items: [{ id: 'item-5' }] },
  ]);
});

test.each([
  [
    'a command',
    [
      call('shell', { command: ['bash', '-lc', 'ls'], workdir: 'sub' }),
      output('{"output":"a\\n","metadata":{"exit_code":2,"duration_seconds":0.5}}'),
    ],
    {
      type: 'command-execution',
      id: 'c',
      command: ['bash', '-lc', 'ls'],
      cwd: '/recorded/sub',
      status: 'failed',
      result: { aggregated: 'a\n', exitCode: 2, durationMs: 500 },
    },
  ],
  [
    'a command that the user declined',
    [call('shell', { command: ['rm'] }), output('exec command rejected by user')],
    { type: 'command-execution', status: 'declined' },
  ],
  [
    'a command of a later release',
    [
      call('exec_command', { cmd: 'ls' }),
      output(
        'Chunk ID: a\nWall time: 0.2500 seconds\nProcess exited with code 0\nOriginal token count: 1\nOutput:\nhi\n',
      ),
    ],
    {
      command: ['bash', '-lc', 'ls'],
      status: 'completed',
      result: { aggregated: 'hi\n', exitCode: 0, durationMs: 250 },
    },
  ],
  [
    'a patch',
    [
      custom(
        'apply_patch',
        '*** Begin Patch\n*** Add File: new.txt\n+hi\n*** Update File: old.txt\n*** Move to: moved.txt\n@@\n-a\n+b\n*** Delete File: gone.txt\n*** End Patch',
      ),
      customOutput('{"output":"Success.","metadata":{"exit_code":0,"duration_seconds":0}}'),
    ],
    {
      type: 'file-changes',
      id: 'c',
      status: 'completed',
      changes: {
        '/recorded/new.txt': { type: 'add', content: 'hi\n' },
        '/recorded/old.txt': { type: 'update', unifiedDiff: '@@\n-a\n+b\n', movePath: '/recorded/moved.txt' },
        '/recorded/gone.txt': { type: 'delete', content: '' },
      },
    },
  ],
  [
    'a call of an MCP tool',
    [call('files__read', { path: 'x' }), output('text')],
    { type: 'mcp-tool-call', server: 'files', tool: 'read', arguments: { path: 'x' }, status: 'completed' },
  ],
  [
    'a patch of a later release that tells of its end',
    [
      event({
        type: 'patch_apply_end',
        call_id: 'c',
        success: true,
        stdout: 'ok',
        stderr: '',
        changes: { '/a': { type: 'add', content: 'x' } },
        status: 'completed',
      }),
    ],
    { type: 'file-changes', id: 'c', changes: { '/a': { type: 'add', content: 'x' } }, status: 'completed' },
  ],
  [
    'a call of an MCP tool that tells of its end',
    [
      event({
        type: 'mcp_tool_call_end',
        call_id: 'c',
        invocation: { server: 's', tool: 'x', arguments: null },
        duration: { secs: 1, nanos: 5e8 },
        result: { Ok: { content: [] } },
      }),
    ],
    { type: 'mcp-tool-call', id: 'c', server: 's', durationMs: 1500, outcome: { ok: { content: [] } } },
  ],
  [
    'a search',
    [event({ type: 'web_search_end', call_id: 'w', query: 'q', action: { type: 'search', query: 'q' } })],
    { type: 'web-search', id: 'w', query: 'q' },
  ],
])('%s of an old file is an item', async (_, lines, expected) => {
  const [turn] = await turnsIn(turnContext(), said('go'), lines, answered('done'));
  expect(turn?.items).toHaveLength(3);
  expect(turn?.items[1]).toMatchObject(expected);
});

test('what a tool did is one item, however often the file tells of it', async () => {
  const whole = event({
    type: 'item_completed',
    turn_id: 't',
    item: { type: 'CommandExecution', id: 'c', command: ['ls'], cwd: 'file:///w', status: 'completed', exit_code: 0 },
  });
  const [turn] = await turnsIn(
    event({ type: 'task_started', turn_id: 't', started_at: 1 }),
    said('go'),
    call('shell', { command: ['ls'] }),
    output('{"output":"","metadata":{"exit_code":0,"duration_seconds":0}}'),
    whole,
  );
  expect(turn?.items.map(({ type, id }) => [type, id])).toEqual([
    ['user-message', 'item-1'],
    ['command-execution', 'c'],
  ]);
});

test('turns that were taken back are not there', async () => {
  const turns = await turnsIn(
    said('one'),
    answered('uno'),
    said('two'),
    event({ type: 'thread_rolled_back', num_turns: 1 }),
  );
  expect(turns.map(({ id }) => id)).toEqual(['rollout-2']);
});

test.each(['[]', '"x"', '{"command":1}', 'no json', '{"command":["ls"],"workdir":5}'])(
  'a call that is nonsense spoils nothing (%s)',
  async (args) => {
    const bad = line('response_item', { type: 'function_call', name: 'shell', arguments: args, call_id: 'c' });
    const [turn] = await turnsIn(said('go'), bad, output('{"output":5}'), answered('done'));
    expect(turn?.items.at(-1)).toMatchObject({ texts: ['done'] });
  },
);

test('without items made from calls, all others are the same', async () => {
  await using folder = await scratchFolder('old');
  const lines = [
    meta(idOf(1)),
    ...said('go'),
    thought('a'),
    call('shell', { command: ['ls'] }),
    output('{"output":"x","metadata":{"exit_code":0,"duration_seconds":0}}'),
    output('again'),
    thought('b'),
    event({ type: 'view_image_tool_call', call_id: 'd', path: '/p.png' }),
    call('view_image', { path: '/p.png' }, 'd'),
    output('seen', 'd'),
    ...answered('done'),
  ];
  const store = new FileStore(folder.path, () => 0);
  const path = await put(pathOf(folder.path, '2025-01-01T00-00-00', idOf(1)), lines);
  const [all] = turnsOf((await store.load(path)).records);
  const [some] = turnsOf((await store.load(path, { makeItems: false })).records);
  expect(all?.items.map(({ type, id }) => [type, id])).toEqual([
    ['user-message', 'item-1'],
    ['reasoning', 'item-2'],
    ['command-execution', 'c'],
    ['reasoning', 'item-3'],
    ['image-view', 'd'],
    ['agent-message', 'item-4'],
  ]);
  expect(some?.items).toEqual(all?.items.filter(({ type }) => type !== 'command-execution'));
});

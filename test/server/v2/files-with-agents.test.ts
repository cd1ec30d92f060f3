import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Thread, ThreadItem } from '../../../generated-types/v2/index.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, turnCompleted } from './session.js';

const ID = '01a22b8b-7e5b-7c60-b560-00ed795a12c5';
const CHILD = '01a22b8b-7f20-7cf0-a2db-98e87b955027';
const TURN = '01a22b8b-7e75-7c50-b741-d4d857fd3164';
const AT = '2026-11-30T08:21:31.902Z';

const agentCall = (id: string, more: object) => ({
  type: 'CollabAgentToolCall',
  id,
  tool: 'spawn_agent',
  status: 'completed',
  sender_thread_id: ID,
  receiver_thread_ids: [CHILD],
  receiver_agents: [{ thread_id: CHILD, agent_nickname: 'Tesla' }],
  prompt: 'look around',
  model: 'mock-model',
  reasoning_effort: 'medium',
  agents_states: { [CHILD]: 'pending_init' },
  ...more,
});

/** A thread of 0.171 whose model has started another agent, waited for it, and called a tool of a server. */
const lines = (cwd: string): object[] => {
  const item = (item: object) => ({
    type: 'event_msg',
    payload: { type: 'item_completed', thread_id: ID, turn_id: TURN, item, started_at_ms: 1000, completed_at_ms: 2000 },
  });
  const call = (name: string, call_id: string, output: string) => [
    {
      type: 'response_item',
      payload: { type: 'function_call', name, namespace: 'multi_agent_v1', arguments: '{}', call_id },
    },
    { type: 'response_item', payload: { type: 'function_call_output', call_id, output } },
  ];
  const said = (role: string, type: string, text: string) => ({
    type: 'response_item',
    payload: { type: 'message', role, content: [{ type, text }] },
  });
  const all = [
    {
      type: 'session_meta',
      payload: {
        session_id: ID,
        id: ID,
        timestamp: AT,
        cwd,
        originator: 'codex_vscode',
        cli_version: '0.171.0',
        source: 'vscode',
        model_provider: 'mock',
        history_mode: 'paginated',
      },
    },
    { type: 'event_msg', payload: { type: 'task_started', turn_id: TURN, root_turn_id: TURN, started_at: 1 } },
    said('user', 'input_text', 'go'),
    item({ type: 'UserMessage', id: 'user-1', content: [{ type: 'text', text: 'go', text_elements: [] }] }),
    ...call('spawn_agent', 'call_s', `{"agent_id":"${CHILD}"}`),
    item(agentCall('call_s', {})),
    ...call('wait', 'call_w', '{"status":{}}'),
    item(agentCall('call_w', { tool: 'wait', prompt: null, agents_states: { [CHILD]: { completed: 'all done' } } })),
    item(agentCall('call_n', { tool: 'a_new_word', status: 'a new one', agents_states: { [CHILD]: 'dreaming' } })),
    item({
      type: 'McpToolCall',
      id: 'call_m',
      server: 'srv',
      tool: 'ask',
      arguments: {},
      readOnlyHint: true,
      status: 'completed',
      result: { content: [{ type: 'text', text: 'got' }] },
      duration: { secs: 0, nanos: 3_000_000 },
    }),
    item({ type: 'SubAgentActivity', id: 'act', kind: 'started', agent_thread_id: CHILD, agent_path: '/x' }),
    said('assistant', 'output_text', 'done'),
    item({ type: 'AgentMessage', id: 'msg_1', content: [{ type: 'Text', text: 'done' }] }),
    { type: 'event_msg', payload: { type: 'task_complete', turn_id: TURN, started_at: 1, completed_at: 2 } },
  ];
  return all.map((line, ordinal) => ({ timestamp: AT, ordinal, ...line }));
};

test('what 0.171 has written of other agents is shown, and stays in the file; so do the hints of tools', async () => {
  await using home = await scratchFolder('home');
  await using work = await scratchFolder('work');
  await using peer = await startModelPeer([{ text: 'more' }, { text: 'of the copy' }]);
  const path = join(home.path, 'sessions/2026/11/30', `rollout-2026-11-30T08-21-31-${ID}.jsonl`);
  await mkdir(join(path, '..'), { recursive: true });
  const text = lines(work.path)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
  await writeFile(path, text);
  const options = { home: home.path, cwd: work.path, config: peer.config() };
  const call = {
    type: 'collabAgentToolCall',
    status: 'completed',
    senderThreadId: ID,
    receiverThreadIds: [CHILD],
    prompt: 'look around',
    model: 'mock-model',
    reasoningEffort: 'medium',
    startedAtMs: 1000,
    completedAtMs: 2000,
  };
  const agents = (status: string, message: string | null = null) => ({ [CHILD]: { status, message } });
  const expected = [
    { type: 'userMessage' },
    { ...call, id: 'call_s', tool: 'spawnAgent', agentsStates: agents('pendingInit') },
    { ...call, id: 'call_w', tool: 'wait', prompt: null, agentsStates: agents('completed', 'all done') },
    { ...call, id: 'call_n', tool: 'sendInput', agentsStates: agents('running') },
    { type: 'mcpToolCall', id: 'call_m', readOnlyHint: true, durationMs: 3 },
    { type: 'agentMessage', text: 'done' },
  ];
  const items = ({ thread }: { thread: Thread }): ThreadItem[] => thread.turns[0]?.items ?? [];
  let copy = '';
  {
    await using server = await startServer(options);
    await server.request('initialize', INITIALIZE);
    const threadId = ID;
    expect(items(await server.request('thread/read', { threadId, includeTurns: true }))).toMatchObject(expected);
    expect(items(await server.request('thread/resume', { threadId }))).toMatchObject(expected);
    const input = [{ type: 'text', text: 'on' }];
    const { turn } = await server.request<{ turn: { id: string } }>('turn/start', { threadId, input });
    expect((await turnCompleted(server, turn.id)).status).toBe('completed');
    const fork = await server.request<{ thread: Thread }>('thread/fork', { threadId });
    expect(items(fork)).toMatchObject(expected);
    copy = fork.thread.id;
    const second = await server.request<{ turn: { id: string } }>('turn/start', { threadId: copy, input });
    expect((await turnCompleted(server, second.turn.id)).status).toBe('completed');
  }
  expect((await readFile(path, 'utf8')).startsWith(text)).toBe(true);
  await using server = await startServer(options);
  await server.request('initialize', INITIALIZE);
  for (const threadId of [ID, copy]) {
    const { data } = await server.request<{ data: Thread[] }>('thread/list', {});
    expect(data.map(({ id }) => id)).toContain(threadId);
    const read = await server.request<{ thread: Thread }>('thread/read', { threadId, includeTurns: true });
    expect(items(read), threadId).toMatchObject(expected);
    expect(await readFile(read.thread.path ?? '', 'utf8')).toContain('"agent_nickname":"Tesla"');
  }
});

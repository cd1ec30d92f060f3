import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Thread } from '../../../generated-types/v2/index.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE } from './session.js';

const PARENT = '01a22b8b-7e5b-7c60-b560-00ed795a12c5';
const TURN = '01a22b8b-7e75-7c50-b741-d4d857fd3164';
const AT = '2026-11-30T08:21:31.902Z';

const spawn = (more: object = {}) => ({ subagent: { thread_spawn: { parent_thread_id: PARENT, depth: 1, ...more } } });
const FILES: [name: string, source: unknown, more?: object][] = [
  ['by a user', 'vscode'],
  ['by another program', { custom: 'chatgpt' }],
  ['by an unknown program', { custom: 'garden' }],
  ['by a word of later', 'later'],
  ['review', { subagent: 'review' }, { parent_thread_id: PARENT }],
  ['compact', { subagent: 'compact' }],
  ['memory', { subagent: 'memory_consolidation' }],
  ['helper', spawn({ agent_nickname: 'Tesla', agent_role: 'worker', agent_path: '/root/x' })],
  ['named', spawn({ agent_nickname: 'Tesla' }), { agent_nickname: 'Curie', parent_thread_id: PARENT }],
  ['guardian', { subagent: { other: 'guardian' } }],
  ['hidden', { internal: 'memory_consolidation' }],
  ['later agent', { subagent: 'later' }],
];

/** A thread as 0.171 writes it. */
function linesOf(id: string, [name, source, more]: (typeof FILES)[number]): string {
  const meta = {
    session_id: id,
    id,
    timestamp: AT,
    cwd: '/tmp',
    originator: 'codex_vscode',
    cli_version: '0.171.0',
    source,
    model_provider: 'mock',
    history_mode: 'paginated',
    ...more,
  };
  const item = { type: 'UserMessage', id: 'user-1', content: [{ type: 'text', text: name, text_elements: [] }] };
  const lines = [
    { type: 'session_meta', payload: meta },
    { type: 'event_msg', payload: { type: 'task_started', turn_id: TURN, started_at: 1 } },
    {
      type: 'response_item',
      payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text: name }] },
    },
    { type: 'event_msg', payload: { type: 'item_completed', thread_id: id, turn_id: TURN, item } },
    { type: 'event_msg', payload: { type: 'task_complete', turn_id: TURN, started_at: 1, completed_at: 2 } },
  ];
  return lines.map((line, ordinal) => `${JSON.stringify({ timestamp: AT, ordinal, ...line })}\n`).join('');
}

async function session() {
  const home = await scratchFolder('home');
  const peer = await startModelPeer([]);
  const folder = join(home.path, 'sessions/2026/11/30');
  await mkdir(folder, { recursive: true });
  for (const [n, file] of FILES.entries()) {
    const id = `01a22b8b-7f20-7cf0-a2db-98e87b9550${n + 10}`;
    await writeFile(join(folder, `rollout-2026-11-30T08-21-${n + 10}-${id}.jsonl`), linesOf(id, file));
  }
  const server = await startServer({ home: home.path, config: peer.config() });
  await server.request('initialize', INITIALIZE);
  const listed = async (...sourceKinds: string[]) =>
    (await server.request<{ data: Thread[] }>('thread/list', { sourceKinds })).data.reverse();
  return {
    server,
    listed,
    names: async (...kinds: string[]) => (await listed(...kinds)).map(({ preview }) => preview),
    async [Symbol.asyncDispose]() {
      for (const part of [server, peer, home]) await part[Symbol.asyncDispose]();
    },
  };
}

test('threads of agents are listed when their kind is asked for', async () => {
  await using s = await session();
  expect(await s.names()).toEqual(['by a user', 'by another program']);
  expect(await s.names('vscode')).toEqual(['by a user']);
  expect(await s.names('subAgentReview')).toEqual(['review']);
  expect(await s.names('subAgentCompact')).toEqual(['compact']);
  expect(await s.names('subAgentThreadSpawn')).toEqual(['helper', 'named']);
  expect(await s.names('subAgentOther')).toEqual(['Approval review']);
  const agents = ['review', 'compact', 'memory', 'helper', 'named', 'Approval review'];
  expect(await s.names('subAgent')).toEqual(agents);
  expect(await s.names('subAgent', 'vscode', 'subAgentReview')).toEqual(['by a user', ...agents]);
  expect(await s.names('unknown')).toEqual(['by a word of later', 'later agent']);
});

test('the threads of agents say what they are, in lists and when they are read and resumed', async () => {
  await using s = await session();
  const spawned = { parent_thread_id: PARENT, depth: 1, agent_path: null, agent_role: null };
  const facts = (
    source: unknown,
    parent: string | null = null,
    nickname: string | null = null,
    role = null as unknown,
  ) => ({
    source,
    parentThreadId: parent,
    agentNickname: nickname,
    agentRole: role,
  });
  const expected = [
    facts({ subAgent: 'review' }, PARENT),
    facts({ subAgent: 'compact' }),
    facts({ subAgent: 'memory_consolidation' }),
    facts(
      {
        subAgent: {
          thread_spawn: { ...spawned, agent_path: '/root/x', agent_nickname: 'Tesla', agent_role: 'worker' },
        },
      },
      null,
      'Tesla',
      'worker',
    ),
    facts({ subAgent: { thread_spawn: { ...spawned, agent_nickname: 'Curie' } } }, PARENT, 'Curie'),
    facts({ subAgent: { other: 'guardian' } }),
  ];
  const agents = await s.listed('subAgent');
  expect(agents).toMatchObject(expected);
  for (const method of ['thread/read', 'thread/resume'])
    for (const [n, { id: threadId }] of agents.entries())
      expect((await s.server.request<{ thread: Thread }>(method, { threadId })).thread).toMatchObject(
        expected[n] as object,
      );
  const copy = await s.server.request<{ thread: Thread }>('thread/fork', { threadId: agents[0]?.id });
  expect(copy.thread).toMatchObject(facts('vscode'));
  const [user] = await s.listed();
  expect(user).toMatchObject(facts('vscode'));
});

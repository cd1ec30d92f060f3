import { deepStrictEqual } from 'node:assert';
import type { Thread, ThreadItem } from '../../../generated-types/v2/index.js';
import type { PersistedEvent } from '../../../src/domain/events.js';
import type { Item } from '../../../src/domain/item.js';
import { eventRecord } from '../../../src/domain/record.js';
import { FileStore } from '../../../src/store/files/store.js';
import { small, tool } from '../../support/mcp.js';
import { type ModelPeer, type PeerReply, startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, type Server, startServer } from '../../support/server.js';
import { type Proof, SCRATCH } from '../proof.js';
import { todaysReference } from '../todays.js';
import { done, exec, message, POINT, patch, patchOf, response } from '../v2/replies.js';
import { ASKS } from '../v2/scenario.js';

const MCP = small('srv', {
  tools: [tool('echo', { annotations: { readOnlyHint: true } })],
  calls: { echo: { result: { content: [{ type: 'text', text: 'back' }] } } },
});
const PLAN_MODE = {
  collaborationMode: {
    mode: 'plan',
    settings: { model: 'gpt-5.5', reasoning_effort: 'medium', developer_instructions: null },
  },
};
const LOOK_UP = {
  type: 'function',
  name: 'look_up',
  description: 'Looks something up.',
  inputSchema: { type: 'object' },
};
const QUESTION = {
  id: 'which',
  header: 'Which',
  question: 'Which one?',
  options: [
    { label: 'This', description: 'The first.' },
    { label: 'That', description: 'The second.' },
  ],
};

const REVIEW = { findings: [], overall_correctness: 'right', overall_explanation: 'fine', overall_confidence_score: 1 };

/** One turn for each kind of item, in words that both servers understand. */
const turns = (work: string): readonly { readonly replies: readonly PeerReply[]; readonly more?: object }[] => [
  {
    replies: [
      response(
        'thought',
        done({ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Thinking' }], content: [] }),
        done(message('msg_thought', 'thought')),
      ),
    ],
  },
  { replies: [{ calls: [exec('echo hello')] }, { text: 'ran' }] },
  { replies: [{ calls: [exec('exit 3')] }, { text: 'failed' }] },
  { replies: [patch(patchOf('*** Add File: a.txt', '+a')), { text: 'patched' }] },
  {
    replies: [
      response(
        'mcp',
        done({
          type: 'function_call',
          id: 'fc_m',
          call_id: 'call_m',
          namespace: 'mcp__srv',
          name: 'echo',
          arguments: '{"msg":"x"}',
        }),
      ),
      { text: 'called' },
    ],
  },
  { replies: [{ calls: [{ name: 'view_image', args: { path: `${work}/point.png` } }] }, { text: 'seen' }] },
  { replies: [{ calls: [{ name: 'look_up', args: { a: 'b' } }] }, { text: 'found' }] },
  {
    replies: [
      response(
        'search',
        done({ type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'roses' } }),
        done(message('msg_search', 'searched')),
      ),
    ],
  },
  {
    replies: [{ calls: [{ name: 'request_user_input', args: { questions: [QUESTION] } }] }, { text: 'asked' }],
    more: PLAN_MODE,
  },
  { replies: [{ text: 'Before\n<proposed_plan>\n# Plan\n- one\n</proposed_plan>\n' }], more: PLAN_MODE },
];

interface Place {
  readonly home: string;
  readonly work: string;
  readonly peer: ModelPeer;
}

async function open(command: readonly string[], { home, work }: Place): Promise<Server> {
  const server = await startServer({ command, home, cwd: work, validate: false, deadlineMs: 60_000 });
  const capabilities = { experimentalApi: true };
  await server.request('initialize', { clientInfo: { name: 'conformance', version: '1' }, capabilities });
  server.notify('initialized');
  server.onServerRequest(ASKS.userInput, () => ({ answers: { which: { answers: ['This'] } } }));
  server.onServerRequest(ASKS.tool, () => ({ contentItems: [{ type: 'inputText', text: 'it' }], success: true }));
  server.onServerRequest(ASKS.elicitation, () => ({ action: 'accept', content: {}, _meta: null }));
  return server;
}

/** A thread with every kind of item, written by one server; the id of the thread. */
async function written(command: readonly string[], place: Place): Promise<string> {
  await using server = await open(command, place);
  const { thread } = await server.request<{ thread: Thread }>('thread/start', {
    cwd: place.work,
    model: 'gpt-5.5',
    sandbox: 'danger-full-access',
    approvalPolicy: 'never',
    dynamicTools: [LOOK_UP],
  });
  const threadId = thread.id;
  for (const { replies, more } of turns(place.work)) {
    place.peer.add(...replies);
    await server.request('turn/start', { threadId, input: [{ type: 'text', text: 'go' }], ...more });
    await server.next('turn/completed');
  }
  place.peer.add({ text: 'a summary' });
  await server.request('thread/compact/start', { threadId });
  await server.next('turn/completed');
  return threadId;
}

/** The items of each turn as a server shows them after it has resumed the thread, twice: in the reply, and read. */
async function shown(command: readonly string[], place: Place, threadId: string): Promise<ThreadItem[][]> {
  await using server = await open(command, place);
  const resumed = await server.request<{ thread: Thread }>('thread/resume', { threadId });
  const read = await server.request<{ thread: Thread }>('thread/read', { threadId, includeTurns: true });
  const itemsOf = ({ thread }: { readonly thread: Thread }) => thread.turns.map(({ items }) => items);
  deepStrictEqual(itemsOf(read), itemsOf(resumed));
  return itemsOf(resumed);
}

/** Items that no turn of this session makes: texts of hooks, and a review. */
async function addItems(home: string, threadId: string): Promise<void> {
  const store = new FileStore(home, Date.now);
  const path = (await store.find(threadId)) as string;
  const rollout = await store.reopen(await store.load(path));
  const at = { startedAt: 1_000, completedAt: 2_000 };
  const items: Item[] = [
    { type: 'hook-prompt', id: 'hook_1', ...at, fragments: [{ text: 'Go on.', hookRunId: 'run_1' }] },
    { type: 'entered-review', id: 'review_1', ...at, prompt: 'Look.', hint: 'the changes' },
    { type: 'exited-review', id: 'review_2', ...at, output: REVIEW },
  ];
  const ended = { type: 'turn-ended', status: 'completed', ...at, lastMessage: null, error: null } as const;
  const events: PersistedEvent[] = [
    { type: 'turn-started', contextWindow: null, startedAt: at.startedAt },
    ...items.map((item) => ({ type: 'item-completed', item }) as const),
    ended,
  ];
  await rollout.append(
    events.map((event) => eventRecord(event, '01a20000-0000-7000-8000-000000000001')),
    store.lease(threadId).take(),
  );
  await rollout.close();
  store.close();
}

async function exchanged(writer: readonly string[], reader: readonly string[]): Promise<void> {
  await using home = await scratchFolder('home', SCRATCH);
  await using work = await scratchFolder('work', SCRATCH);
  await work.write('point.png', POINT);
  await using peer = await startModelPeer();
  await home.write('config.toml', `${peer.config().replace('"untrusted"', '"never"')}${MCP}`);
  const place = { home: home.path, work: work.path, peer };
  const threadId = await written(writer, place);
  if (writer === OURS) await addItems(home.path, threadId);
  const own = await shown(writer, place, threadId);
  const theirs = await shown(reader, place, threadId);
  deepStrictEqual(theirs.map(known), own.map(known));
}

/** What a server of tools says of them is not kept here. */
const known = (items: readonly ThreadItem[]) =>
  items.map((item) => (item.type === 'mcpToolCall' ? { ...item, readOnlyHint: null } : item));

export default [
  {
    name: 'a release of today shows every item that we write',
    run: () => exchanged(OURS, todaysReference()),
  },
  {
    name: 'every item that a release of today writes is shown here',
    run: () => exchanged(todaysReference(), OURS),
  },
] satisfies Proof[];

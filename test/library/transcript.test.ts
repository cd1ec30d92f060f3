import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type Client, connect, streamChannel } from '../../clients/library/index.js';
import {
  before,
  type Cell,
  emptyTranscript,
  reduce,
  type Transcript,
  type TranscriptEvent,
  transcriptOf,
} from '../../clients/library/transcript/index.js';
import { type AppServer, createAppServer } from '../../src/server/library.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

const call = (name: string, args: object, callId: string) => ({
  calls: [{ name, args: args as Record<string, unknown>, callId }],
});
const PATCH = "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: NAME\n+x\n*** End Patch\nEOF\n";

/** A turn with every kind of cell that the scripted model can make. */
const TURN: readonly PeerReply[] = [
  {
    reasoning: '**Think** hard',
    text: 'I look around.',
    ...call('exec_command', { cmd: 'printf "one\\ntwo\\n"; exit 3' }, 'c1'),
  },
  call('update_plan', { plan: [{ step: 'one', status: 'in_progress' }] }, 'c2'),
  call('exec_command', { cmd: PATCH.replace('NAME', 'a.txt') }, 'c3'),
  call('exec_command', { cmd: PATCH.replace('NAME', 'a.txt') }, 'c4'),
  { text: 'All of it is done.' },
];
const FAILED: PeerReply = { fail: { status: 400, body: { error: { message: 'bad thing' } } } };

/** A server in this process, with as many clients as a test wants. */
async function serve(replies: readonly PeerReply[]) {
  const scratch = await scratchFolder('transcript');
  const peer = await startModelPeer(replies);
  await scratch.write('config.toml', peer.config());
  await scratch.write('work/file', '');
  const server = createAppServer({
    home: scratch.path,
    cwd: `${scratch.path}/work`,
    env: { PATH: process.env.PATH, HOME: scratch.path },
    config: { sandbox_mode: 'danger-full-access', approval_policy: 'never' },
  });
  const clients: Client[] = [];
  return {
    peer,
    client: async () => {
      const client = await clientOf(server);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close();
      await server.close();
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

async function clientOf(server: AppServer): Promise<Client> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  void server.connect(toServer, toClient).then(() => toClient.end());
  return connect(streamChannel(toClient, toServer), { clientInfo: { name: 'transcript', version: '1' } });
}

/** Keeps a transcript of a thread from now on. */
function watch(client: Client, first: Transcript) {
  const view = { transcript: first };
  client.on('*', (event) => {
    view.transcript = reduce(view.transcript, event);
  });
  return view;
}

/** What servers give again with the turns of a thread. */
const stored = ({ cells }: Transcript): readonly Cell[] => cells.filter(({ kind }) => kind !== 'plan');

const kinds = ({ cells }: Transcript): string[] => cells.map(({ kind }) => kind);

describe('over a server', () => {
  test('a turn becomes cells, which change in place', async () => {
    await using s = await serve([...TURN, FAILED]);
    const client = await s.client();
    const thread = await client.startThread();
    const view = watch(client, emptyTranscript(thread.id));
    const places = new Map<string, number>();
    client.on('*', () => {
      // A cell keeps its place from its first appearance on: nothing before it comes or goes here.
      view.transcript.cells.forEach(({ key }, at) => {
        expect(places.get(key) ?? at).toBe(at);
        places.set(key, at);
      });
    });
    await thread.run('look').result;
    expect(kinds(view.transcript)).toEqual([
      'user',
      'reasoning',
      'assistant',
      'command',
      'plan',
      'files',
      'files',
      'assistant',
      'turn',
    ]);
    expect(view.transcript.cells[3]).toMatchObject({
      kind: 'command',
      status: 'failed',
      exitCode: 3,
      output: 'one\ntwo\n',
      isOfUser: false,
    });
    expect(view.transcript.cells[5]).toMatchObject({ status: 'completed', changes: [{ kind: { type: 'add' } }] });
    await thread.run('again').result;
    expect(kinds(view.transcript).slice(9)).toEqual(['user', 'error', 'turn']);
    expect(view.transcript.cells.at(-1)).toMatchObject({ kind: 'turn', status: 'failed' });
    expect(new Set(view.transcript.cells.map(({ key }) => key)).size).toBe(view.transcript.cells.length);
  });

  test('history and the rest live give the same cells, wherever a client joins', async () => {
    // How many events a turn has is learnt from a first one.
    const total = await joinAfter(Number.POSITIVE_INFINITY);
    expect(total).toBeGreaterThan(20);
    for (let events = 0; events < total; events += 1) await joinAfter(events);
  }, 120_000);

  test('a fork before each message of the user has exactly the cells before it', async () => {
    await using s = await serve([...TURN, { text: 'two' }, FAILED, { text: 'four' }]);
    const client = await s.client();
    const thread = await client.startThread();
    const view = watch(client, emptyTranscript(thread.id));
    for (const message of ['1', '2', '3', '4']) await thread.run(message).result;
    const messages = view.transcript.cells.filter((cell) => cell.kind === 'user');
    expect(messages.map(({ text }) => text)).toEqual(['1', '2', '3', '4']);
    for (const { key, forkBefore } of messages) {
      const fork = await client.forkThread(thread.id, forkBefore ?? {});
      expect(transcriptOf(thread.id, fork.opened.thread.turns).cells).toEqual(stored(before(view.transcript, key)));
    }
  });

  test('a message that joins a running turn is a cell without a fork of its own', async () => {
    await using s = await serve([{ text: 'slow words', cut: 3, hold: true }, { text: 'faster' }]);
    const client = await s.client();
    const thread = await client.startThread();
    const view = watch(client, emptyTranscript(thread.id));
    const turn = thread.run('go');
    const streaming = new Promise<void>((resolve) => void client.on('item/agentMessage/delta', () => resolve()));
    await streaming;
    await turn.steer([{ type: 'text', text: 'hurry', text_elements: [] }]);
    await turn.result;
    const users = view.transcript.cells.filter((cell) => cell.kind === 'user');
    expect(users.map(({ text, forkBefore }) => [text, forkBefore !== null])).toEqual([
      ['go', true],
      ['hurry', false],
    ]);
    expect(stored(view.transcript)).toEqual(transcriptOf(thread.id, (await thread.read()).turns).cells);
  });
});

/** Runs a turn; another client joins when the first has seen so many events. Gives how many there were. */
async function joinAfter(count: number): Promise<number> {
  await using s = await serve(TURN);
  const [first, second] = [await s.client(), await s.client()];
  const thread = await first.startThread();
  const view = watch(first, emptyTranscript(thread.id));
  let seen = 0;
  let joined: Promise<{ transcript: Transcript }> | undefined;
  const join = async () => {
    // What comes between the reply and its handling is kept.
    const live: TranscriptEvent[] = [];
    const stop = second.on('*', (event) => live.push(event));
    const { opened } = await second.resumeThread(thread.id);
    stop();
    return watch(second, live.reduce(reduce, transcriptOf(thread.id, opened.thread.turns)));
  };
  first.on('*', ({ params }) => {
    if ((params as { threadId?: string } | null)?.threadId !== thread.id) return;
    if (seen++ === count) joined = join();
  });
  await thread.run('look').result;
  const other = await joined;
  if (other) {
    await second.request('thread/read', { threadId: thread.id, includeTurns: false }); // what was sent before has arrived
    expect(stored(other.transcript), `joined after ${count} events`).toEqual(stored(view.transcript));
  }
  return seen;
}

describe('the reducer', () => {
  const threadId = 't';
  const agent = (id: string, text: string) => ({
    type: 'agentMessage' as const,
    moderation: null,
    id,
    text,
    phase: null,
    memoryCitation: null,
    delivery: null,
    questions: null,
    startedAtMs: 1,
    completedAtMs: null,
  });
  const started = (item: ReturnType<typeof agent>): TranscriptEvent => ({
    method: 'item/started',
    params: { threadId, turnId: 'a', startedAtMs: 1, item },
  });

  test('leaves the transcript that it is given as it is', () => {
    const one = reduce(emptyTranscript(threadId), started(agent('m', '')));
    const two = reduce(one, {
      method: 'item/agentMessage/delta',
      params: { threadId, turnId: 'a', itemId: 'm', delta: 'x' },
    });
    expect([one.cells[0], two.cells[0]]).toMatchObject([{ text: '' }, { text: 'x' }]);
  });

  test('takes nothing from other threads, and nothing that it does not know', () => {
    const one = reduce(emptyTranscript(threadId), started(agent('m', '')));
    const foreign: TranscriptEvent = {
      method: 'item/agentMessage/delta',
      params: { threadId: 'other', turnId: 'a', itemId: 'm', delta: 'x' },
    };
    expect(reduce(one, foreign)).toBe(one);
    expect(reduce(one, { method: 'some/newMethod', params: { threadId } } as never)).toBe(one);
  });

  test('shows an approval while it is open, when it is decided, and not after its item has ended', () => {
    const opened = reduce(reduce(emptyTranscript(threadId), started(agent('m', ''))), {
      method: 'item/fileChange/requestApproval',
      id: 7,
      params: { threadId, turnId: 'a', itemId: 'm', reason: null, grantRoot: null, startedAtMs: 1 },
    } as never);
    expect(opened.cells[1]).toMatchObject({ kind: 'approval', state: 'open', requestId: 7 });
    const decided = reduce(opened, { method: 'serverRequest/resolved', params: { threadId, requestId: 7 } });
    expect(decided.cells[1]).toMatchObject({ state: 'decided' });
    const over = reduce(decided, {
      method: 'item/completed',
      params: { threadId, turnId: 'a', item: agent('m', 'x'), contentTokenCount: null, completedAtMs: 2 },
    });
    expect(over.cells.map(({ kind }) => kind)).toEqual(['assistant']);
  });

  test('shows a retry until the turn goes on', () => {
    const error = { message: 'busy', codexErrorInfo: null, additionalDetails: null, misalignment: null };
    const retried = reduce(emptyTranscript(threadId), {
      method: 'error',
      params: { threadId, turnId: 'a', error, willRetry: true },
    });
    expect(retried.cells).toMatchObject([{ kind: 'retry', message: 'busy' }]);
    expect(reduce(retried, started(agent('m', ''))).cells.map(({ kind }) => kind)).toEqual(['assistant']);
  });
});

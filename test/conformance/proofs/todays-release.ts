import { deepStrictEqual, strictEqual } from 'node:assert';
import { type ModelPeer, startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, type Server, startServer } from '../../support/server.js';
import { type Proof, SCRATCH } from '../proof.js';
import { todaysReference } from '../todays.js';

interface Begun {
  readonly conversationId: string;
  readonly rolloutPath: string;
}
interface Thread {
  readonly id: string;
  readonly path: string;
  readonly preview: string;
  readonly turns: readonly {
    readonly items: readonly {
      readonly type: string;
      readonly text?: string;
      readonly content?: { text?: string }[];
    }[];
  }[];
}

export default {
  name: 'a release of today lists and resumes what we write',
  async run() {
    await using home = await scratchFolder('home', SCRATCH);
    await using work = await scratchFolder('work', SCRATCH);
    await using peer = await startModelPeer([
      { calls: [{ name: 'update_plan', args: { plan: [] } }] },
      { text: 'uno' },
      { text: 'dos' },
      { text: 'tres' },
      { text: 'cuatro' },
    ]);
    // Releases of today no longer take `untrusted`.
    await home.write('config.toml', peer.config().replace('"untrusted"', '"never"'));
    const begin = async (command: readonly string[]) => {
      const server = await startServer({ command, home: home.path, cwd: work.path, validate: false });
      await server.request('initialize', { clientInfo: { name: 'conformance', version: '1' } });
      server.notify('initialized');
      return server;
    };

    const ours = await begin(OURS);
    const first = await ours.request<Begun>('newConversation', { cwd: work.path, includePlanTool: true });
    await listen(ours, first.conversationId);
    await turn(ours, first.conversationId, 'one');
    await turn(ours, first.conversationId, 'two');
    const fork = await ours.request<Begun>('forkConversation', {
      conversationId: first.conversationId,
      nthUserMessage: 1,
    });
    await ours[Symbol.asyncDispose]();

    const todays = await begin(todaysReference());
    const { data } = await todays.request<{ data: Thread[] }>('thread/list', { modelProviders: [] });
    const rows = data.map(({ id, path, preview }) => [id, path, preview]).sort();
    deepStrictEqual(rows, [first, fork].map((c) => [c.conversationId, c.rolloutPath, 'one']).sort());
    const said = async (threadId: string) =>
      words((await todays.request<{ thread: Thread }>('thread/resume', { threadId })).thread);
    deepStrictEqual(await said(first.conversationId), ['one', 'uno', 'two', 'dos']);
    deepStrictEqual(await said(fork.conversationId), ['one', 'uno']);
    const input = [{ type: 'text', text: 'three' }];
    await todays.request('turn/start', { threadId: first.conversationId, input });
    await todays.next('turn/completed');
    await todays[Symbol.asyncDispose]();

    // And back: the added lines are read or ignored, and the conversation continues.
    const again = await begin(OURS);
    const path = first.rolloutPath;
    const back = await again.request<Begun & { initialMessages: { type: string; message?: string }[] }>(
      'resumeConversation',
      { path },
    );
    strictEqual(back.conversationId, first.conversationId);
    const told = back.initialMessages.flatMap(({ type, message }) => (type.endsWith('_message') ? [message] : []));
    deepStrictEqual(told, ['one', 'uno', 'two', 'dos', 'three', 'tres']);
    await listen(again, first.conversationId);
    await turn(again, first.conversationId, 'four');
    const sent = JSON.stringify(peer.requests.at(-1)?.body.input);
    strictEqual(
      ['one', 'uno', 'two', 'dos', 'three', 'tres', 'four'].every((word) => sent.includes(`"${word}"`)),
      true,
    );
    await again[Symbol.asyncDispose]();
    await continuedHere(begin, work.path, peer);
  },
} satisfies Proof;

type Begin = (command: readonly string[]) => Promise<Server>;

/** A conversation of the other, its fork by reference, and one turn of ours in each: the other resumes both, with its databases present. */
async function continuedHere(begin: Begin, cwd: string, peer: ModelPeer): Promise<void> {
  peer.add(...['a', 'b', 'c', 'd', 'e', 'f'].map((text) => ({ text: `answer ${text}` })));
  const theirs = await begin(todaysReference());
  const start = async (method: string, params: object) =>
    (await theirs.request<{ thread: Thread }>(method, params)).thread;
  const send = async (server: Server, threadId: string, text: string) => {
    await server.request('turn/start', { threadId, input: [{ type: 'text', text }] });
    await server.next('turn/completed');
  };
  const source = await start('thread/start', { cwd });
  await send(theirs, source.id, 'alpha');
  const fork = await start('thread/fork', { threadId: source.id });
  await send(theirs, fork.id, 'beta');
  await theirs[Symbol.asyncDispose]();

  const sent = () => JSON.stringify(peer.requests.at(-1)?.body.input);
  const ours = await begin(OURS);
  for (const [thread, words] of [
    [source, ['alpha', 'answer a', 'from here']],
    [fork, ['alpha', 'answer a', 'beta', 'answer b', 'from here']],
  ] as const) {
    await ours.request('resumeConversation', { path: thread.path });
    await listen(ours, thread.id);
    await turn(ours, thread.id, 'from here');
    for (const word of words) strictEqual(sent().includes(`"${word}"`), true, word);
  }
  await ours[Symbol.asyncDispose]();

  const again = await begin(todaysReference());
  for (const [thread, answers] of [
    [source, ['answer a', 'answer c']],
    [fork, ['answer a', 'answer b', 'answer d']],
  ] as const) {
    await again.request('thread/resume', { threadId: thread.id });
    await send(again, thread.id, 'and back');
    for (const word of [...answers, 'from here', 'and back']) strictEqual(sent().includes(`"${word}"`), true, word);
  }
  await again[Symbol.asyncDispose]();
}

const listen = (server: Server, conversationId: string) =>
  server.request('addConversationListener', { conversationId });

async function turn(server: Server, conversationId: string, text: string): Promise<void> {
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
  await server.next('task_complete');
}

const words = ({ turns }: Thread): string[] =>
  turns.flatMap(({ items }) =>
    items.flatMap(({ type, text, content }) => {
      if (type === 'userMessage') return content?.map((part) => part.text ?? '') ?? [];
      return type === 'agentMessage' ? [text ?? ''] : [];
    }),
  );

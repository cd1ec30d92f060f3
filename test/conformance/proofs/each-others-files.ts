import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startModelPeer } from '../../support/model-peer.js';
import { brief } from '../../support/model-request.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, type Server, startServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { type Proof, SCRATCH } from '../proof.js';

interface Revived {
  readonly conversationId: string;
  readonly rolloutPath: string;
  readonly initialMessages: readonly { readonly type: string; readonly message?: string }[];
}
interface Listed {
  readonly items: readonly { readonly conversationId: string; readonly path: string; readonly preview: string }[];
}

const PLAN = { plan: [{ step: 'look', status: 'completed' }] };
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export default {
  name: 'each lists, resumes and archives what the other wrote',
  async run(reference) {
    const theirs = [reference, 'app-server'];
    await writtenByOneAndReadByTheOther(theirs, OURS);
    await writtenByOneAndReadByTheOther(OURS, theirs);
    await forkedHereAndReadThere(theirs);
  },
} satisfies Proof;

async function writtenByOneAndReadByTheOther(one: readonly string[], other: readonly string[]): Promise<void> {
  await using home = await scratchFolder('home', SCRATCH);
  await using work = await scratchFolder('work', SCRATCH);
  await using peer = await startModelPeer([
    { reasoning: 'thinking', calls: [{ name: 'update_plan', args: PLAN }] },
    { text: 'uno' },
    { text: 'dos' },
    { text: 'tres' },
    { text: 'cuatro' },
  ]);
  await home.write('config.toml', peer.config());
  const open = (command: readonly string[]) => start(command, home.path, work.path);
  /** What the model was asked last, without the surroundings, which the two tell again in different places. */
  const asked = () =>
    (peer.requests.at(-1)?.body.input ?? []).map(brief).filter((text) => !text.startsWith('user: environment'));

  const writer = await open(one);
  const { conversationId, rolloutPath } = await writer.request<Revived>('newConversation', {
    cwd: work.path,
    includePlanTool: true,
    model: 'gpt-5-codex',
  });
  await listen(writer, conversationId);
  await turn(writer, conversationId, text('one'));
  await turn(writer, conversationId, { type: 'image', data: { image_url: PIXEL } });
  const sofar = [...asked(), 'assistant: dos'];
  await close(writer, rolloutPath);

  const reader = await open(other);
  const { items } = await reader.request<Listed>('listConversations', {});
  deepStrictEqual(
    items.map((item) => [item.conversationId, item.path, item.preview]),
    [[conversationId, rolloutPath, 'one']],
  );
  const revived = await reader.request<Revived>('resumeConversation', {
    path: rolloutPath,
    overrides: { cwd: work.path },
  });
  strictEqual(revived.conversationId, conversationId);
  deepStrictEqual(words(revived), ['one', 'uno', 'dos']);
  await listen(reader, conversationId);
  await turn(reader, conversationId, text('three'));
  deepStrictEqual(asked(), [...sofar, 'user: three']);
  await close(reader, rolloutPath);

  const again = await open(one);
  const back = await again.request<Revived>('resumeConversation', { path: rolloutPath, overrides: { cwd: work.path } });
  deepStrictEqual(words(back), ['one', 'uno', 'dos', 'three', 'tres']);
  await listen(again, conversationId);
  await turn(again, conversationId, text('four'));
  deepStrictEqual(asked(), [...sofar, 'user: three', 'assistant: tres', 'user: four']);
  await close(again, rolloutPath);

  const archivist = await open(other);
  await archivist.request('archiveConversation', { conversationId, rolloutPath });
  deepStrictEqual(readdirSync(join(home.path, 'archived_sessions')), [basename(rolloutPath)]);
  strictEqual(existsSync(rolloutPath), false);
  await archivist[Symbol.asyncDispose]();
}

/** The reference of that time forks in its own terminal program only; it reads what is forked here. */
async function forkedHereAndReadThere(theirs: readonly string[]): Promise<void> {
  await using home = await scratchFolder('home', SCRATCH);
  await using work = await scratchFolder('work', SCRATCH);
  await using peer = await startModelPeer([{ text: 'uno' }, { text: 'dos' }, { text: 'tres' }]);
  await home.write('config.toml', peer.config());
  const writer = await start(theirs, home.path, work.path);
  const source = await writer.request<Revived>('newConversation', { cwd: work.path });
  await listen(writer, source.conversationId);
  await turn(writer, source.conversationId, text('one'));
  await turn(writer, source.conversationId, text('two'));
  await close(writer, source.rolloutPath);
  const before = readFileSync(source.rolloutPath);

  const ours = await start(OURS, home.path, work.path);
  const { conversationId } = source;
  const fork = await ours.request<Revived>('forkConversation', { conversationId, nthUserMessage: 1 });
  deepStrictEqual(words(fork), ['one', 'uno']);
  await close(ours, fork.rolloutPath);
  deepStrictEqual(readFileSync(source.rolloutPath), before);

  const reader = await start(theirs, home.path, work.path);
  const { items } = await reader.request<Listed>('listConversations', {});
  deepStrictEqual(
    items.map((item) => item.conversationId),
    [fork.conversationId, conversationId],
  );
  const path = fork.rolloutPath;
  const revived = await reader.request<Revived>('resumeConversation', { path, overrides: { cwd: work.path } });
  strictEqual(revived.conversationId, fork.conversationId);
  deepStrictEqual(words(revived), ['one', 'uno']);
  await listen(reader, fork.conversationId);
  await turn(reader, fork.conversationId, text('other'));
  const input = (peer.requests.at(-1)?.body.input ?? []).map(brief);
  match(input[0] ?? '', /^user: environment /);
  deepStrictEqual(input.slice(1), ['user: one', 'assistant: uno', 'user: other']);
  await close(reader, path);
}

async function start(command: readonly string[], home: string, cwd: string): Promise<Server> {
  const server = await startServer({ command, home, cwd, validate: false });
  await server.request('initialize', { clientInfo: { name: 'conformance', version: '1' } });
  server.notify('initialized');
  return server;
}

/** The reference writes its files some time after it has spoken: the last words of a turn are waited for. */
async function close(server: Server, rolloutPath: string): Promise<void> {
  // The last message and the last count, in either order (C360), without what 0.44 passes over (C364).
  const isLater = (line: string) => /"type":"(item_completed|turn_complete)"/.test(line);
  const ends = () => {
    const lines = readFileSync(rolloutPath, 'utf8').trimEnd().split('\n');
    return lines
      .filter((line) => !isLater(line))
      .slice(-2)
      .join('\n');
  };
  const isEnd = (text: string) => text.includes('"role":"assistant"') && text.includes('"token_count"');
  await until('the end of the turn in the rollout', () => isEnd(ends()));
  await server[Symbol.asyncDispose]();
}

const text = (words: string) => ({ type: 'text', data: { text: words } });

const listen = (server: Server, conversationId: string) =>
  server.request('addConversationListener', { conversationId });

async function turn(server: Server, conversationId: string, item: object): Promise<void> {
  await server.request('sendUserMessage', { conversationId, items: [item] });
  await server.next('task_complete');
}

/** The reference does not show a picture without text when it resumes. */
const words = ({ initialMessages }: Revived): string[] =>
  initialMessages.flatMap(({ type, message }) => (type.endsWith('_message') && message ? [message] : []));

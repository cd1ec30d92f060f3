import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { createAppServer } from '../../../src/server/library.js';
import { idOf, meta, pathOf, put, said, text } from '../../store/rollouts.js';
import type { Message } from '../../support/exchange.js';
import type { InProcessClient } from '../../support/in-process-client.js';
import { endedTurns, say, startClient, startConversation, startServer } from '../rejoin.js';

/** Two servers of one home; the second one is as another process. */
async function two() {
  const here = await startServer();
  const other = createAppServer({
    home: here.home.path,
    cwd: here.home.path,
    env: { PATH: process.env.PATH },
    config: { model_provider: 'scripted', approval_policy: 'never', sandbox_mode: 'danger-full-access' },
  });
  const watching = await here.client('v2', false);
  await watching.request('thread/list', {});
  return {
    here,
    home: here.home.path,
    watching,
    other: await startClient(other, 'v2', false),
    otherOfV1: await startClient(other, 'v1', false),
    async [Symbol.asyncDispose]() {
      await other.close();
      await here[Symbol.asyncDispose]();
    },
  };
}

const told = (client: InProcessClient, method: string): Message[] =>
  client.received.filter((message) => message.method === method && message.id === undefined);

const until = async (client: InProcessClient, method: string, count = 1): Promise<Message> => {
  await client.until(() => told(client, method).length >= count);
  return told(client, method).at(-1) as Message;
};

test('what another process does to the list reaches all clients, once', async () => {
  await using s = await two();
  const { id } = await startConversation(s.other, 'v2');
  await say(s.other, 'v2', id, 'hello from there');
  const started = await until(s.watching, 'thread/started');
  expect(started.params).toMatchObject({ thread: { id, preview: 'hello from there' } });
  await s.other.until(() => endedTurns(s.other.received) === 1);
  await s.other.request('thread/name/set', { threadId: id, name: 'A name' });
  expect((await until(s.watching, 'thread/name/updated')).params).toEqual({ threadId: id, threadName: 'A name' });
  await s.other.request('thread/archive', { threadId: id });
  expect((await until(s.watching, 'thread/archived')).params).toEqual({ threadId: id });
  await s.other.request('thread/unarchive', { threadId: id });
  expect((await until(s.watching, 'thread/unarchived')).params).toEqual({ threadId: id });
  await s.other.request('thread/delete', { threadId: id });
  expect((await until(s.watching, 'thread/deleted')).params).toEqual({ threadId: id });
  for (const method of ['started', 'name/updated', 'archived', 'unarchived', 'deleted'])
    expect(told(s.watching, `thread/${method}`)).toHaveLength(1);
});

test('a client of v1 in another process counts too', async () => {
  await using s = await two();
  const { id, path } = await startConversation(s.otherOfV1, 'v1');
  await say(s.otherOfV1, 'v1', id, 'from v1');
  expect((await until(s.watching, 'thread/started')).params).toMatchObject({ thread: { id, preview: 'from v1' } });
  await s.otherOfV1.until(() => endedTurns(s.otherOfV1.received) === 1);
  await s.otherOfV1.request('archiveConversation', { conversationId: id, rolloutPath: path });
  expect((await until(s.watching, 'thread/archived')).params).toEqual({ threadId: id });
});

test('what a client of this server does is told once, also what a client of v1 does', async () => {
  await using s = await two();
  const mine = await s.here.client('v2', false);
  const { id } = await startConversation(mine, 'v2');
  await say(mine, 'v2', id, 'mine');
  await mine.until(() => endedTurns(mine.received) === 1);
  await mine.request('thread/name/set', { threadId: id, name: 'A name' });
  await mine.request('thread/archive', { threadId: id });
  const old = await s.here.client('v1', false);
  const ofV1 = await startConversation(old, 'v1');
  await say(old, 'v1', ofV1.id, 'of v1');
  await s.watching.until(() => told(s.watching, 'thread/started').length === 2);
  await old.until(() => endedTurns(old.received) === 1);
  await old.request('archiveConversation', { conversationId: ofV1.id, rolloutPath: ofV1.path });
  await until(s.watching, 'thread/archived', 2);
  expect(
    told(s.watching, 'thread/started').map(({ params }) => (params as { thread: { id: string } }).thread.id),
  ).toEqual([id, ofV1.id]);
  expect(told(s.watching, 'thread/archived')).toHaveLength(2);
  expect(told(s.watching, 'thread/name/updated')).toHaveLength(1);
  for (const method of ['started', 'archived']) expect(told(old, `thread/${method}`)).toEqual([]);
});

test('other programs count: files that appear whole, in a new folder, and files that are moved and removed', async () => {
  await using s = await two();
  const id = '01a203a4-b181-7122-980f-a24e2ce0205b';
  const name = `rollout-2031-05-06T07-08-09-${id}.jsonl`;
  const folder = join(s.home, 'sessions', '2031', '05', '06');
  const line = (type: string, payload: object) =>
    `${JSON.stringify({ timestamp: '2031-05-06T07:08:09.000Z', type, payload })}\n`;
  const meta = {
    id,
    timestamp: '2031-05-06T07:08:09.000Z',
    cwd: '/',
    originator: 'codex',
    cli_version: '0.171.0',
    source: 'cli',
  };
  const text =
    line('session_meta', meta) + line('event_msg', { type: 'user_message', message: 'found', kind: 'plain' });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
  expect((await until(s.watching, 'thread/started')).params).toMatchObject({
    thread: { id, preview: 'found', status: { type: 'notLoaded' } },
  });
  const archive = join(s.home, 'archived_sessions');
  await mkdir(archive, { recursive: true });
  await rename(join(folder, name), join(archive, name));
  await until(s.watching, 'thread/archived');
  await rm(join(archive, name));
  await until(s.watching, 'thread/deleted');
  expect(await readdir(dirname(join(folder, name)))).toEqual([]);
});

test('what changes while the folders are looked through for the first time is told, once', async () => {
  await using here = await startServer();
  const home = here.home.path;
  const day = (n: number): string => `2020-05-${String(n).padStart(2, '0')}T07-08-09`;
  const lines = (id: string): string => text([meta(id), ...said('there')]);
  for (let n = 1; n <= 600; n++) await put(pathOf(home, day(1 + (n % 30)), idOf(n)), lines(idOf(n)));
  // They are in the folder that is looked through last.
  const [removed, archived, restored] = [idOf(30), idOf(60), idOf(1000)];
  const at = (id: string): string => pathOf(home, day(1), id);
  const inArchive = (id: string): string => join(home, 'archived_sessions', basename(at(id)));
  await put(inArchive(restored), lines(restored));
  const watching = await here.client('v2', false);
  await watching.request('thread/list', {});
  const begun = v7();
  rmSync(at(removed));
  renameSync(at(archived), inArchive(archived));
  renameSync(inArchive(restored), at(restored));
  writeFileSync(at(begun), lines(begun));
  const changes = { started: begun, archived, unarchived: restored, deleted: removed };
  for (const method of Object.keys(changes)) await until(watching, `thread/${method}`);
  writeFileSync(at(idOf(90)), text([...said('again')]), { flag: 'a' });
  writeFileSync(join(home, 'session_index.jsonl'), `${JSON.stringify({ id: idOf(90), thread_name: 'A name' })}\n`);
  await until(watching, 'thread/name/updated');
  for (const [method, id] of Object.entries(changes)) {
    const params = told(watching, `thread/${method}`).map(({ params }) => params);
    expect(params).toEqual([method === 'started' ? { thread: expect.objectContaining({ id }) } : { threadId: id }]);
  }
});

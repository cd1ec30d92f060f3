import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  Thread,
  ThreadAttachmentAddResponse,
  ThreadAttachmentListResponse,
  ThreadListResponse,
  ThreadSection,
} from '../../../generated-types/v2/index.js';
import { ReplyError, startServer } from '../../support/server.js';
import { INITIALIZE, received, type Started, threadSession } from './session.js';

const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof ReplyError)) throw new Error('it was not refused');
  return error.error.message;
};

const UNKNOWN = '00000000-0000-7000-8000-000000000001';

async function session() {
  const s = await threadSession({ replies: [{ text: 'one' }] });
  await s.turn('first');
  return s;
}

type Session = Awaited<ReturnType<typeof session>>;

/** A second thread with a turn. */
async function another(s: Session): Promise<string> {
  s.peer.add({ text: 'two' });
  const { thread } = await s.server.request<Started>('thread/start', { approvalPolicy: 'never' });
  await s.server.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'second' }] });
  await s.server.until('its end', () =>
    received(s.server).find(
      ({ method, params }) => method === 'turn/completed' && (params as { threadId: string }).threadId === thread.id,
    ),
  );
  return thread.id;
}

test('what a client says of the repository stays, in every reply and after a restart', async () => {
  await using s = await session();
  const { threadId, server } = s;
  const update = (gitInfo: object) =>
    server.request<{ thread: Thread }>('thread/metadata/update', { threadId, gitInfo });
  expect((await update({ sha: 'abc', branch: ' main ', originUrl: 'there' })).thread.gitInfo).toEqual({
    sha: 'abc',
    branch: 'main',
    originUrl: 'there',
  });
  const { thread } = await update({ branch: null });
  expect(thread.gitInfo).toEqual({ sha: 'abc', branch: null, originUrl: 'there' });
  expect(thread.id).toBe(threadId);
  server.closeInput();
  await server.exit;
  await using next = await startServer({ home: s.home });
  await next.request('initialize', INITIALIZE);
  const read = await next.request<{ thread: Thread }>('thread/read', { threadId });
  expect(read.thread.gitInfo).toEqual(thread.gitInfo);
  const { data } = await next.request<ThreadListResponse>('thread/list', {});
  expect(data.map(({ gitInfo }) => gitInfo)).toEqual([thread.gitInfo]);
});

test.each<[string, object, string]>([
  ['nothing', {}, 'thread metadata update must include at least one field'],
  ['no member', { gitInfo: {} }, 'gitInfo must include at least one field'],
  ['blanks', { gitInfo: { sha: '', branch: 'x' } }, 'gitInfo.sha must not be empty'],
  ['a project', { projectId: 'garden' }, 'project not found: garden'],
  ['an unknown thread', { threadId: UNKNOWN, gitInfo: { sha: 'x' } }, `no rollout found for thread id ${UNKNOWN}`],
])('metadata is refused: %s', async (_, params, message) => {
  await using s = await session();
  const given = { threadId: s.threadId, ...params };
  expect(await refusal(s.server.request('thread/metadata/update', given))).toBe(message);
});

test('threads are sorted into sections, in the order of the user', async () => {
  await using s = await session();
  const { server, threadId: a } = s;
  const b = await another(s);
  const create = async (name: string) =>
    (await server.request<{ section: ThreadSection }>('threadSection/create', { name })).section;
  const garden = await create(' Garden ');
  expect(garden).toMatchObject({ name: 'Garden', appearance: null });
  const move = (threadId: string, sectionId: string | null, beforeThreadId?: string) =>
    server.request('thread/section/move', { threadId, sectionId, beforeThreadId });
  await move(a, garden.id);
  await move(b, garden.id, a);
  expect(received(server).filter(({ method }) => method === 'thread/section/changed')).toHaveLength(2);
  const inOrder = async (params: object) =>
    (await server.request<ThreadListResponse>('thread/list', params)).data.map(({ id }) => id);
  const bySection = { sectionId: garden.id, sortKey: 'section_position' };
  expect(await inOrder(bySection)).toEqual([b, a]);
  const page = await server.request<ThreadListResponse>('thread/list', { ...bySection, limit: 1 });
  expect(await inOrder({ ...bySection, cursor: page.nextCursor })).toEqual([a]);
  expect(await inOrder({ sectionId: null })).toEqual([]);

  const { section } = await server.request<{ section: ThreadSection }>('threadSection/update', {
    sectionId: garden.id,
    name: 'Beds',
    appearance: { icon: 'rose', color: null },
  });
  const read = async () => (await server.request<{ thread: Thread }>('thread/read', { threadId: b })).thread;
  expect((await read()).section).toEqual(section);
  expect((await read()).sectionEnteredAt).toEqual(expect.any(Number));
  await move(a, null);
  expect(await inOrder({ sectionId: garden.id })).toEqual([b]);
  await server.request('threadSection/delete', { sectionId: garden.id });
  expect(await read()).toMatchObject({ section: null, sectionEnteredAt: null });
  const { data } = await server.request<{ data: ThreadSection[] }>('threadSection/list', {});
  expect(data.map(({ name }) => name)).toEqual(['Pinned']);
});

test('sections and moves are refused', async () => {
  await using s = await session();
  const { server, threadId } = s;
  const { data } = await server.request<{ data: ThreadSection[] }>('threadSection/list', {});
  const pinned = data[0]?.id;
  const refused = (method: string, params: object) => refusal(server.request(method, params));
  expect(await refused('threadSection/create', { name: ' ' })).toBe('section name must not be empty');
  expect(await refused('threadSection/update', { sectionId: 'x', name: 'y' })).toBe('thread section not found: x');
  expect(await refused('threadSection/update', { sectionId: pinned, name: 'y' })).toContain('cannot be renamed');
  expect(await refused('threadSection/delete', { sectionId: pinned })).toContain('cannot be deleted');
  const move = (params: object) => refused('thread/section/move', { threadId, sectionId: pinned, ...params });
  expect(await move({ sectionId: 'x' })).toBe('section x does not exist');
  expect(await move({ threadId: UNKNOWN })).toBe(`thread not found: ${UNKNOWN}`);
  expect(await move({ beforeThreadId: threadId })).toBe(`thread ${threadId} cannot be moved before itself`);
  expect(await move({ beforeThreadId: UNKNOWN })).toContain('is not in section');
  expect(await refused('thread/list', { sortKey: 'section_position' })).toContain('requires a section filter');
});

test('attachments belong to a thread, and go with it', async () => {
  await using s = await session();
  const { server, threadId } = s;
  const of = { attachmentType: 'ticket', identityKey: 'garden-7' };
  const add = (params: object) =>
    server.request<ThreadAttachmentAddResponse>('thread/attachment/add', { threadId, ...of, ...params });
  const created = await add({ payload: { title: 'Roses' } });
  expect(created).toMatchObject({ outcome: 'created', attachment: { ...of, payload: { title: 'Roses' } } });
  expect(await add({ payload: 'other' })).toEqual({ ...created, outcome: 'existing' });
  await add({ identityKey: 'garden-8', payload: null });
  const list = () => server.request<ThreadAttachmentListResponse>('thread/attachment/list', { threadId });
  expect((await list()).data.map(({ identityKey }) => identityKey)).toEqual(['garden-7', 'garden-8']);
  const owners = () => server.request<{ data: object[] }>('thread/attachmentOwner/list', of);
  expect((await owners()).data).toEqual([{ threadId, archived: false }]);
  await server.request('thread/archive', { threadId });
  expect((await owners()).data).toEqual([{ threadId, archived: true }]);
  await server.request('thread/attachment/remove', { threadId, ...of });
  await server.request('thread/attachment/remove', { threadId, ...of });
  expect((await list()).data).toHaveLength(1);
  await server.request('thread/delete', { threadId });
  expect((await list()).data).toEqual([]);
  const operations = received(server).flatMap(({ method, params }) =>
    method === 'thread/attachment/updated' ? [(params as { operation: string }).operation] : [],
  );
  expect(operations).toEqual(['created', 'created', 'deleted']);
});

test.each<[object, string]>([
  [{ attachmentType: ' ' }, 'attachmentType must not be empty'],
  [{ identityKey: '' }, 'identityKey must not be empty'],
  [{ threadId: UNKNOWN }, `thread not found: ${UNKNOWN}`],
  [{ payload: 'x'.repeat(1024 * 1024) }, 'an attachment has at most 1048576 characters of JSON'],
])('an attachment is refused: %j', async (params, message) => {
  await using s = await session();
  const given = { threadId: s.threadId, attachmentType: 'a', identityKey: 'b', payload: 1, ...params };
  expect(await refusal(s.server.request('thread/attachment/add', given))).toBe(message);
});

test('two servers on one home see what the other records, and broken lines change nothing', async () => {
  await using s = await session();
  await using other = await startServer({ home: s.home });
  await other.request('initialize', INITIALIZE);
  const names = async (server: typeof other) =>
    (await server.request<{ data: ThreadSection[] }>('threadSection/list', {})).data.map(({ name }) => name);
  await s.server.request('threadSection/create', { name: 'One' });
  await other.request('threadSection/create', { name: 'Two' });
  expect(await names(s.server)).toEqual(['Pinned', 'One', 'Two']);
  const file = join(s.home, 'turnwire', 'thread-facts.jsonl');
  appendFileSync(file, '{"type":"section","section":{"id":7}}\nnot JSON\n{"type":"sec');
  await s.server.request('threadSection/create', { name: 'Three' });
  expect(await names(other)).toEqual(['Pinned', 'One', 'Two', 'Three']);
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
});

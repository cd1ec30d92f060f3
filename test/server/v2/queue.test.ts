import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  QueuedSubmission,
  ThreadQueueAddResponse,
  ThreadQueueListResponse,
  ThreadQueueStartResponse,
  UserInput,
} from '../../../generated-types/v2/index.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, methods, received, type Started, threadSession, turnCompleted } from './session.js';

type Session = Awaited<ReturnType<typeof threadSession>>;

/** An answer that waits until the test lets it go on. */
const held = { text: 'held', wire: { pauseBefore: 'response.completed' } };
const words = (text: string) => [{ type: 'text' as const, text, text_elements: [] }];

const queueOf = ({ server, threadId }: Pick<Session, 'server' | 'threadId'>) => {
  const call = <T>(method: string, params: object = {}) =>
    server.request<T>(`thread/queue/${method}`, { threadId, ...params });
  return {
    call,
    refused: async (method: string, params: object = {}) =>
      server.refused(`thread/queue/${method}`, { threadId, ...params }),
    add: async (text: string, more: object = {}): Promise<QueuedSubmission> => {
      const params = { input: words(text), clientUserMessageId: `c-${text}`, ...more };
      return (await call<ThreadQueueAddResponse>('add', params)).queuedSubmission;
    },
    async texts(): Promise<string[]> {
      return (await call<ThreadQueueListResponse>('list')).data.map(({ input }) => textOf(input));
    },
  };
};

const textOf = (input: readonly UserInput[]) => input.map((part) => ('text' in part ? part.text : part.type)).join();

const ended = ({ server }: Pick<Session, 'server'>, count: number) =>
  server.until(`${count} turns`, () =>
    methods(server).filter((m) => m === 'turn/completed').length >= count ? 1 : undefined,
  );

/** The client ids and texts of the messages that became part of the thread. */
const messages = ({ server }: Pick<Session, 'server'>) =>
  received(server).flatMap(({ method, params }) => {
    const { item } = params as { item?: { type: string; clientId: string | null; content: UserInput[] } };
    return method === 'item/completed' && item?.type === 'userMessage' ? [[item.clientId, textOf(item.content)]] : [];
  });

test('messages wait for the running turn, and then have a turn each, in their order', async () => {
  await using s = await threadSession({ replies: [held, { text: 'two' }, { text: 'three' }] });
  const queue = queueOf(s);
  await s.start();
  await s.peer.paused();
  const [a, b, c] = [
    await queue.add('a'),
    await queue.add('b', { responsesapiClientMetadata: { k: 'v' } }),
    await queue.add('c'),
  ];
  expect(a).toEqual({ id: a?.id, input: words('a'), clientUserMessageId: 'c-a', responsesapiClientMetadata: null });
  expect(b?.responsesapiClientMetadata).toEqual({ k: 'v' });
  const change = { queuedSubmissionId: b?.id, input: words('B'), responsesapiClientMetadata: {} };
  const changed = await queue.call<ThreadQueueAddResponse>('update', change);
  expect(changed.queuedSubmission).toEqual({ ...b, input: words('B') });
  await queue.call('reorder', { queuedSubmissionIds: [c?.id, a?.id, b?.id] });
  expect(await queue.call('delete', { queuedSubmissionId: a?.id })).toEqual({ deleted: true });
  expect(await queue.call('delete', { queuedSubmissionId: a?.id })).toEqual({ deleted: false });
  const page = await queue.call<ThreadQueueListResponse>('list', { limit: 1 });
  expect(page).toMatchObject({ data: [c], nextCursor: '1' });
  expect((await queue.call<ThreadQueueListResponse>('list', { cursor: '1' })).data).toHaveLength(1);
  expect((await queue.refused('start')).message).toBe('thread already has an active or pending turn');
  s.peer.release();
  await ended(s, 3);
  expect(messages(s)).toEqual([
    [null, 'go'],
    ['c-c', 'c'],
    ['c-b', 'B'],
  ]);
  expect(await queue.texts()).toEqual([]);
  const order = methods(s.server).filter((method) => /^turn|queue/.test(method));
  expect(order.join()).toContain('turn/completed,thread/queue/changed,turn/started');
  expect(existsSync(join(s.home, 'turnwire', 'queues', `${s.threadId}.json`))).toBe(false);
});

test('a message that is added while no turn runs has its turn at once, also after a turn that failed', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { fail: { status: 400 } }, { text: 'three' }] });
  const queue = queueOf(s);
  await queue.add('first');
  await ended(s, 1);
  await queue.add('fails');
  await queue.add('next');
  await ended(s, 3);
  expect(messages(s).map(([, text]) => text)).toEqual(['first', 'fails', 'next']);
});

test('after an interrupt the queue waits until a client starts a turn', async () => {
  await using s = await threadSession({ replies: [held, { text: 'two' }, { text: 'three' }, { text: 'four' }] });
  const queue = queueOf(s);
  const { turn } = await s.start();
  await s.peer.paused();
  await queue.add('a');
  const b = await queue.add('b');
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  await ended(s, 1);
  await queue.add('c');
  expect(await queue.texts()).toEqual(['a', 'b', 'c']);
  const started = await queue.call<ThreadQueueStartResponse>('start', { queuedSubmissionId: b.id });
  expect(started.turn.status).toBe('inProgress');
  await turnCompleted(s.server, started.turn.id);
  await ended(s, 4);
  expect(messages(s).map(([, text]) => text)).toEqual(['go', 'b', 'a', 'c']);
  expect((await queue.refused('start')).message).toBe('queue is empty');
});

test('what waits is on disk, and survives the end of the server', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, held] });
  await s.turn();
  const { turn } = await s.start();
  await s.peer.paused();
  const waiting = await queueOf(s).add('later', { responsesapiClientMetadata: { k: 'v' } });
  await queueOf(s).add('last');
  const file = join(s.home, 'turnwire', 'queues', `${s.threadId}.json`);
  expect(readFileSync(file, 'utf8')).toContain('"later"');
  s.server.kill('SIGKILL');
  await s.server.exit;
  await using server = await startServer({ home: s.home });
  await server.request('initialize', INITIALIZE);
  const again = { server, threadId: s.threadId };
  const queue = queueOf(again);
  const { data } = await queue.call<ThreadQueueListResponse>('list');
  expect(data[0]).toEqual(waiting);
  await queue.add('unloaded');
  expect((await queue.refused('start')).message).toBe('resume the thread before starting a queued message');
  // A crash between the start of a turn and the change of the queue: the message is not sent twice.
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { id: string }[];
  const known = messageIdOf(s, turn.id);
  writeFileSync(file, JSON.stringify([{ ...stored[0], id: known }, ...stored]));
  await server.request('thread/resume', { threadId: s.threadId });
  expect(await queue.texts()).toEqual(['later', 'last', 'unloaded']);
  const fork = await server.request<Started>('thread/fork', { threadId: s.threadId });
  expect(await queueOf({ server, threadId: fork.thread.id }).texts()).toEqual([]);
  await server.request('thread/archive', { threadId: s.threadId });
  expect((await queue.refused('list')).data).toMatchObject({ code: 'thread_archived' });
  await server.request('thread/delete', { threadId: s.threadId });
  expect(existsSync(file)).toBe(false);
});

const messageIdOf = ({ server }: Session, turnId: string): string =>
  received(server).flatMap(({ params }) => {
    const { item, turnId: of } = params as { item?: { id: string; type: string }; turnId?: string };
    return item?.type === 'userMessage' && of === turnId ? [item.id] : [];
  })[0] ?? '';

test('what cannot wait is refused with the reason', async () => {
  await using s = await threadSession();
  const queue = queueOf(s);
  const empty = await queue.refused('add', { input: [], clientUserMessageId: 'x' });
  expect(empty).toMatchObject({ data: { path: 'params.input' } });
  const long = { input: words('x'.repeat(1_048_577)), clientUserMessageId: 'x' };
  expect((await queue.refused('add', long)).data).toMatchObject({ code: 'input_too_large' });
  const audio = { input: [{ type: 'audio', url: 'data:x' }], clientUserMessageId: 'x' };
  expect((await queue.refused('add', audio)).data).toMatchObject({ path: 'params.input.0' });
  const unknown = { queuedSubmissionId: 'nope', input: words('x') };
  expect((await queue.refused('update', unknown)).message).toBe('queued submission not found: nope');
  const partly = await queue.refused('reorder', { queuedSubmissionIds: ['nope'] });
  expect(partly.message).toBe('queue reorder must include every queued submission exactly once');
  expect((await queue.refused('list', { cursor: 'nope' })).message).toBe('invalid cursor: nope');
  const nowhere = '00000000-0000-7000-8000-000000000001';
  for (const [method, params] of Object.entries({ list: {}, start: {}, delete: { queuedSubmissionId: 'x' } }))
    expect((await queue.refused(method, { threadId: nowhere, ...params })).data).toMatchObject({
      code: 'rollout_not_found',
    });
  const { thread } = await s.server.request<Started>('thread/start', { ephemeral: true });
  const ofEphemeral = await queue.refused('list', { threadId: thread.id });
  expect(ofEphemeral.message).toBe(`ephemeral thread does not support queued submissions: ${thread.id}`);
});

test('a queue that cannot be read is named, is not lost, and stops no turn', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }] });
  const queue = queueOf(s);
  const file = join(s.home, 'turnwire', 'queues', `${s.threadId}.json`);
  mkdirSync(join(s.home, 'turnwire', 'queues'), { recursive: true });
  writeFileSync(file, '[{"id":1}]');
  expect((await queue.refused('list')).data).toMatchObject({ code: 'io_error', path: file });
  const refused = await queue.refused('add', { input: words('x'), clientUserMessageId: 'x' });
  expect(refused.data).toMatchObject({ code: 'io_error' });
  expect((await s.turn()).status).toBe('completed');
  expect(readFileSync(file, 'utf8')).toBe('[{"id":1}]');
});

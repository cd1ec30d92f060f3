import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ThreadBackgroundTerminalsListResponse, ThreadItem } from '../../../generated-types/v2/index.js';
import { exec } from '../../conformance/v2/replies.js';
import { isAlive } from '../../support/alive.js';
import { ReplyError, type Server } from '../../support/server.js';
import { until } from '../../support/until.js';
import { methods, received, threadSession, turnCompleted } from './session.js';

type Command = Extract<ThreadItem, { type: 'commandExecution' }>;

const commands = (server: Server, event: 'started' | 'completed'): Command[] =>
  received(server).flatMap(({ method, params }) => {
    const { item } = (params ?? {}) as { item?: ThreadItem };
    return method === `item/${event}` && item?.type === 'commandExecution' ? [item] : [];
  });

const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof ReplyError)) throw new Error('it was not refused');
  return error.error.message;
};

const idOfTurn = (server: Server): Promise<string> =>
  server.until(
    'a turn',
    () =>
      received(server).flatMap(({ method, params }) =>
        method === 'turn/started' ? [(params as { turn: { id: string } }).turn.id] : [],
      )[0],
  );

const told = (input: readonly { content?: readonly { text?: string }[] }[] = []): string[] =>
  input.flatMap(({ content }) => content?.map(({ text }) => text ?? '') ?? []);

test('a command of the user runs without a sandbox in a turn of its own, and the model reads it later', async () => {
  await using s = await threadSession({ params: { approvalPolicy: 'untrusted', sandbox: 'read-only' } });
  const { server, threadId } = s;
  await server.request('thread/shellCommand', { threadId, command: 'touch made; echo out; exit 3' });
  const turn = await turnCompleted(server, await idOfTurn(server));
  expect(turn).toMatchObject({ status: 'completed', items: [], error: null });
  expect(existsSync(join(server.work, 'made'))).toBe(true);
  expect(commands(server, 'completed')).toMatchObject([
    { source: 'userShell', status: 'failed', exitCode: 3, aggregatedOutput: 'out\n', processId: null },
  ]);
  expect(methods(server)).not.toContain('item/commandExecution/requestApproval');
  s.peer.add({ text: 'I see' });
  await s.turn('what was that?');
  const texts = told(s.peer.requests.at(-1)?.body.input);
  expect(texts.find((text) => text.startsWith('<user_shell_command>'))).toMatch(
    /^<user_shell_command>\n<command>\ntouch made; echo out; exit 3\n<\/command>\n<result>\nExit code: 3\nDuration: [\d.]+ seconds\nOutput:\nout\n\n<\/result>/,
  );
  const { data } = await server.request<{ data: { item: ThreadItem }[] }>('thread/items/list', { threadId });
  expect(data[0]?.item).toEqual(commands(server, 'completed')[0]);
});

test('messages that come while it runs are answered in the same turn', async () => {
  await using s = await threadSession({ replies: [{ text: 'both read' }] });
  const { server, threadId } = s;
  const command = 'echo begun; while [ ! -e go ]; do sleep 0.05; done';
  await server.request('thread/shellCommand', { threadId, command });
  const turnId = await idOfTurn(server);
  const { turn } = await s.start('a message');
  expect(turn.id).toBe(turnId);
  const input = [{ type: 'text', text: 'another' }];
  await server.request('turn/steer', { threadId, expectedTurnId: turnId, input });
  await server.request('thread/shellCommand', { threadId, command: 'touch go' });
  expect(await turnCompleted(server, turnId)).toMatchObject({ items: [{ text: 'both read' }] });
  expect(commands(server, 'completed')).toHaveLength(2);
  expect(told(s.peer.requests[0]?.body.input).slice(-2)).toEqual(['a message', 'another']);
  expect(methods(server).filter((method) => method === 'turn/completed')).toHaveLength(1);
});

test('a command of the user beside a turn may outlive it', async () => {
  await using s = await threadSession({ replies: [{ text: 'done', wire: { pauseBefore: 'response.completed' } }] });
  const { server, threadId } = s;
  const { turn } = await s.start('go');
  await server.request('thread/shellCommand', {
    threadId,
    command: 'while [ ! -e go ]; do sleep 0.05; done; echo late',
  });
  await server.until('the command', () => commands(server, 'started')[0]);
  await s.peer.release();
  await turnCompleted(server, turn.id);
  expect(commands(server, 'completed')).toEqual([]);
  s.peer.add({ calls: [exec('touch go')] }, { text: 'let go' });
  await s.turn('let it go');
  await server.until('its end', () => commands(server, 'completed').find(({ source }) => source === 'userShell'));
  const ended = received(server).find(
    ({ method, params }) =>
      method === 'item/completed' && (params as { item: ThreadItem }).item.id === commands(server, 'started')[0]?.id,
  );
  expect(ended?.params).toMatchObject({ turnId: turn.id, item: { aggregatedOutput: 'late\n', status: 'completed' } });
});

test('an interrupt ends a command of the user', async () => {
  await using s = await threadSession();
  const { server, threadId } = s;
  await server.request('thread/shellCommand', { threadId, command: 'echo $$ > pid; echo begun; sleep 600' });
  const turnId = await idOfTurn(server);
  await server.until('output', () => methods(server).find((m) => m === 'item/commandExecution/outputDelta'));
  await server.request('turn/interrupt', { threadId, turnId });
  expect(await turnCompleted(server, turnId)).toMatchObject({ status: 'interrupted' });
  expect(commands(server, 'completed')).toMatchObject([{ status: 'failed', aggregatedOutput: 'begun\n' }]);
});

test('the time of a command of the user is limited', async () => {
  await using s = await threadSession();
  const { server, threadId } = s;
  await server.request('thread/shellCommand', { threadId, command: 'sleep 600', timeoutMs: 100 });
  await turnCompleted(server, await idOfTurn(server));
  expect(commands(server, 'completed')).toMatchObject([{ status: 'failed', exitCode: 124 }]);
});

test.each<[string, object, string]>([
  ['blanks', { command: ' \n' }, 'command must not be empty'],
  ['no time', { timeoutMs: -1 }, 'thread/shellCommand timeoutMs must be non-negative, got -1'],
  [
    'an unknown thread',
    { threadId: '00000000-0000-7000-8000-000000000001' },
    'thread not found: 00000000-0000-7000-8000-000000000001',
  ],
])('a command of the user is refused: %s', async (_, params, message) => {
  await using s = await threadSession();
  const { server, threadId } = s;
  const given = { threadId, command: 'true', ...params };
  expect(await refusal(server.request('thread/shellCommand', given))).toBe(message);
});

const LONG = (seconds: number) => exec(`sleep ${seconds}`, { yield_time_ms: 250 });

test('commands that outlive their calls are listed, page by page, and ended', async () => {
  await using s = await threadSession({ replies: [{ calls: [LONG(601)] }, { calls: [LONG(602)] }, { text: 'ok' }] });
  const { server, threadId } = s;
  await s.turn();
  const list = (params: object = {}) =>
    server.request<ThreadBackgroundTerminalsListResponse>('thread/backgroundTerminals/list', { threadId, ...params });
  const { data, nextCursor } = await list();
  expect(nextCursor).toBeNull();
  expect(data.map(({ command, cwd }) => [command, cwd]).sort()).toEqual([
    ['sleep 601', server.work],
    ['sleep 602', server.work],
  ]);
  expect(data.every(({ osPid }) => osPid !== null && isAlive(osPid))).toBe(true);
  const first = await list({ limit: 1 });
  expect(first.data).toEqual(data.slice(0, 1));

  const terminate = (processId: string | undefined) =>
    server.request('thread/backgroundTerminals/terminate', { threadId, processId });
  expect(await terminate(data[0]?.processId)).toEqual({ terminated: true });
  expect(await terminate(data[0]?.processId)).toEqual({ terminated: false });
  expect((await list({ limit: 1, cursor: first.nextCursor })).data).toEqual(data.slice(1));
  await server.request('thread/backgroundTerminals/clean', { threadId });
  expect(await list()).toEqual({ data: [], nextCursor: null });
  await until('the end of the processes', () => !data.some(({ osPid }) => osPid !== null && isAlive(osPid)));
  expect(commands(server, 'completed')).toMatchObject([
    { status: 'failed', exitCode: -1 },
    { status: 'failed', exitCode: -1 },
  ]);
  expect(await refusal(terminate('x'))).toContain('invalid background terminal process id');
  expect(await refusal(list({ cursor: 'x' }))).toBe('invalid cursor: x');
});

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { PeerReply } from '../support/model-peer.js';
import { until } from '../support/until.js';
import { install, load } from './packages.js';
import { HELD, running, startStandIn } from './stand-in.js';

/** The part of happy that drives the server; the app on top of it needs a phone. */
interface Client {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  setEventHandler(handler: (event: Event) => void): void;
  setApprovalHandler(handler: (request: object) => Promise<string>): void;
  startThread(options: object): Promise<{ readonly threadId: string; readonly model: string }>;
  resumeThread(options: object): Promise<{ readonly threadId: string }>;
  forkThread(options: object): Promise<{ readonly threadId: string }>;
  readThread(options: object): Promise<{ readonly thread: { readonly turns: readonly object[] } }>;
  rollbackThread(options: object): Promise<{ readonly thread: { readonly turns: readonly object[] } }>;
  sendTurnAndWait(prompt: string, options?: object): Promise<{ readonly aborted: boolean }>;
  abortTurnWithFallback(): Promise<object>;
}
interface Event extends Record<string, unknown> {
  readonly type: string;
}
type ClientClass = new () => Client;

let CodexAppServerClient: ClientClass;
beforeAll(async () => {
  const modules = install('happy', { happy: '1.2.5' });
  // The client is no public export, and the file that has it is named by its content.
  const file = readdirSync(join(modules, 'happy/dist')).find((name) => /^types-.*\.mjs$/.test(name));
  const module = await load<Record<string, unknown>>(modules, `happy/dist/${file}`);
  CodexAppServerClient = Object.values(module).find(isClient) as ClientClass;
});
const isClient = (value: unknown): boolean => typeof value === 'function' && value.name === 'CodexAppServerClient';

afterEach(() => void vi.unstubAllEnvs());

async function session(replies: readonly PeerReply[], decision = 'approved') {
  const standIn = await startStandIn(replies);
  // happy finds `codex` on the path and gives its own environment to it.
  vi.stubEnv('PATH', `${standIn.bin}:${process.env.PATH}`);
  vi.stubEnv('CODEX_HOME', standIn.home);
  vi.stubEnv('HAPPY_HOME_DIR', join(standIn.home, 'happy'));
  const client = new CodexAppServerClient();
  const events: Event[] = [];
  const asked: object[] = [];
  client.setEventHandler((event) => events.push(event));
  client.setApprovalHandler(async (request) => {
    asked.push(request);
    return decision;
  });
  await client.connect();
  const thread = await client.startThread({
    model: 'mock-model',
    cwd: standIn.work,
    approvalPolicy: 'untrusted',
    sandbox: 'danger-full-access',
  });
  return {
    ...standIn,
    client,
    events,
    asked,
    thread,
    messages: () => events.filter(({ type }) => type === 'agent_message').map(({ message }) => message),
    async [Symbol.asyncDispose]() {
      await client.disconnect();
      expect(await standIn.allGone()).toBe(1);
      await standIn[Symbol.asyncDispose]();
    },
  };
}

test('turns follow each other on a thread', async () => {
  await using s = await session([{ text: 'one' }, { text: 'two' }]);
  expect(s.thread.model).toBe('mock-model');
  expect(await s.client.sendTurnAndWait('first')).toEqual({ aborted: false });
  expect(await s.client.sendTurnAndWait('second')).toEqual({ aborted: false });
  expect(s.messages()).toEqual(['one', 'two']);
  expect(s.events.filter(({ type }) => type === 'task_complete')).toHaveLength(2);
});

test.each([
  ['approved', 'completed'],
  ['denied', 'declined'],
])('a command is asked for: %s', async (decision, status) => {
  await using s = await session([running('touch made'), { text: 'done' }], decision);
  expect(await s.client.sendTurnAndWait('go')).toEqual({ aborted: false });
  expect(s.asked).toMatchObject([{ type: 'exec', command: ["/bin/bash -lc 'touch made'"], cwd: s.work }]);
  expect(existsSync(join(s.work, 'made'))).toBe(decision === 'approved');
  expect(s.events.find(({ type }) => type === 'exec_command_end')).toMatchObject({ status });
});

test('a turn is aborted, and the next one runs on the same server', async () => {
  await using s = await session([HELD, { text: 'next' }]);
  const turn = s.client.sendTurnAndWait('go');
  await until('the request to the model', () => s.peer.requests.length > 0);
  expect(await s.client.abortTurnWithFallback()).toMatchObject({ aborted: true, forcedRestart: false });
  // It treats the status `idle`, which comes before the end of the turn, as the end of the turn.
  expect(await turn).toEqual({ aborted: false });
  expect(await s.client.sendTurnAndWait('again')).toEqual({ aborted: false });
  expect(s.messages().at(-1)).toBe('next');
});

test('a thread is read, forked, rolled back and resumed', async () => {
  await using s = await session([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  const { threadId } = s.thread;
  await s.client.sendTurnAndWait('first');
  await s.client.sendTurnAndWait('second');
  expect((await s.client.readThread({ threadId })).thread.turns).toHaveLength(2);
  expect((await s.client.forkThread({ threadId })).threadId).not.toBe(threadId);
  expect((await s.client.resumeThread({ threadId })).threadId).toBe(threadId);
  expect((await s.client.rollbackThread({ threadId, numTurns: 1 })).thread.turns).toHaveLength(1);
  expect(await s.client.sendTurnAndWait('third')).toEqual({ aborted: false });
});

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { PeerReply } from '../support/model-peer.js';
import { until } from '../support/until.js';
import { install, load } from './packages.js';
import { HELD, running, startStandIn } from './stand-in.js';

const PACKAGES = { '@openai/codex-sdk': '0.163.0' };

interface Sdk {
  readonly Codex: new (
    options: object,
  ) => {
    startThread(options: object): SdkThread;
    resumeThread(id: string, options: object): SdkThread;
  };
}
interface SdkThread {
  readonly id: string | null;
  run(input: unknown, options?: object): Promise<SdkTurn>;
  runStreamed(input: unknown, options?: object): Promise<{ readonly events: AsyncIterable<SdkEvent> }>;
}
interface SdkTurn {
  readonly items: readonly Record<string, unknown>[];
  readonly finalResponse: string;
  readonly usage: object;
}
interface SdkEvent {
  readonly type: string;
  readonly item?: Record<string, unknown>;
}

let sdk: Sdk;
beforeAll(async () => {
  sdk = await load(install('codex-sdk', PACKAGES), '@openai/codex-sdk/dist/index.js');
});

async function session(replies: readonly PeerReply[]) {
  const standIn = await startStandIn(replies);
  const codex = new sdk.Codex({
    codexPathOverride: standIn.codex,
    apiKey: 'sk-test',
    env: { CODEX_HOME: standIn.home, PATH: process.env.PATH ?? '' },
    config: { model_verbosity: 'low' },
  });
  const options = { workingDirectory: standIn.work, skipGitRepoCheck: true, sandboxMode: 'danger-full-access' };
  return { ...standIn, codex, options };
}

test('a thread runs, is resumed by its id, and keeps its history', async () => {
  await using s = await session([{ text: 'Hello.' }, { text: 'Again.' }]);
  const thread = s.codex.startThread(s.options);
  const first = await thread.run('hello');
  expect(first).toMatchObject({ finalResponse: 'Hello.', items: [{ type: 'agent_message', text: 'Hello.' }] });
  expect(first.usage).toMatchObject({ input_tokens: 10, output_tokens: 5, cache_write_input_tokens: 0 });
  const again = s.codex.resumeThread(thread.id as string, s.options);
  expect((await again.run('again')).finalResponse).toBe('Again.');
  expect(s.peer.requests[1]?.body.input.filter(({ role }) => role === 'assistant')).toHaveLength(1);
});

test('events are streamed as they happen', async () => {
  await using s = await session([running('echo hi'), { text: 'Done.' }]);
  const { events } = await s.codex.startThread(s.options).runStreamed('go');
  const seen: string[] = [];
  for await (const { type, item } of events) seen.push(item ? `${type} ${item.type}` : type);
  expect(seen).toEqual([
    'thread.started',
    'turn.started',
    'item.started command_execution',
    'item.completed command_execution',
    'item.completed agent_message',
    'turn.completed',
  ]);
});

test('structured output and pictures reach the model', async () => {
  await using s = await session([{ text: '{"a":"b"}' }]);
  const picture = join(s.work, 'dot.png');
  writeFileSync(picture, Buffer.from(DOT, 'base64'));
  const input = [
    { type: 'text', text: 'what is it?' },
    { type: 'local_image', path: picture },
  ];
  const outputSchema = { type: 'object', properties: { a: { type: 'string' } } };
  const { finalResponse } = await s.codex.startThread(s.options).run(input, { outputSchema });
  expect(JSON.parse(finalResponse)).toEqual({ a: 'b' });
  const { body } = s.peer.requests[0] as (typeof s.peer.requests)[number];
  expect(body.text).toMatchObject({ format: { type: 'json_schema', schema: outputSchema } });
  expect(JSON.stringify(body.input)).toContain('input_image');
});

test('a failed turn is an error, and an abort ends the server', async () => {
  await using s = await session([{ fail: { status: 400, body: { error: { message: 'bad thing' } } } }, HELD]);
  await expect(s.codex.startThread(s.options).run('x')).rejects.toThrow(/bad thing/);
  const controller = new AbortController();
  const run = s.codex.startThread(s.options).run('x', { signal: controller.signal });
  await until('the request to the model', () => s.peer.requests.length === 2);
  controller.abort();
  await expect(run).rejects.toThrow();
  await s.peer.requests[1]?.closed;
  expect(existsSync(join(s.home, 'auth.json'))).toBe(false);
});

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { PeerReply } from '../support/model-peer.js';
import { install, load } from './packages.js';
import { HELD, running, startStandIn } from './stand-in.js';

const PACKAGES = { ai: '7.0.173', 'ai-sdk-provider-codex-cli': '2.2.1', zod: '4.6.7' };

interface Ai {
  generateText(options: object): Promise<Generated>;
  streamText(options: object): { readonly textStream: AsyncIterable<string>; readonly stream: AsyncIterable<Part> };
  generateObject(options: object): Promise<{ readonly object: unknown }>;
}
interface Generated {
  readonly text: string;
  readonly usage: object;
  readonly finalStep: { readonly providerMetadata?: Record<string, { readonly threadId?: string }> };
}
interface Part extends Record<string, unknown> {
  readonly type: string;
}
interface Provider {
  (model: string): object;
  listModels(): Promise<{ readonly models: readonly { readonly id: string }[] }>;
  close(): Promise<void>;
}
interface ProviderPackage {
  createCodexAppServer(options: { readonly defaultSettings: object }): Provider;
  createSdkMcpServer(options: object): object;
  tool(options: object): object;
}
type Zod = typeof import('zod');

let ai: Ai;
let codex: ProviderPackage;
let z: Zod;
beforeAll(async () => {
  const modules = install('ai-sdk', PACKAGES);
  ai = await load(modules, 'ai/dist/index.js');
  codex = await load(modules, 'ai-sdk-provider-codex-cli/dist/index.js');
  z = await load(modules, 'zod/index.js');
});

/** The AI SDK's provider on a server of the test's own. */
async function session(replies: readonly PeerReply[], settings: object = {}) {
  const standIn = await startStandIn(replies);
  const provider = codex.createCodexAppServer({
    defaultSettings: {
      codexPath: standIn.codex,
      cwd: standIn.work,
      env: { CODEX_HOME: standIn.home },
      logger: false,
      ...settings,
    },
  });
  return {
    ...standIn,
    model: provider('mock-model'),
    provider,
    async [Symbol.asyncDispose]() {
      await provider.close();
      expect(await standIn.allGone()).toBe(1);
      await standIn[Symbol.asyncDispose]();
    },
  };
}

test('text is streamed, and its token usage is reported', async () => {
  await using s = await session([{ text: 'Hello from the model' }, { text: 'two' }]);
  const { textStream } = ai.streamText({ model: s.model, prompt: 'hello' });
  const pieces: string[] = [];
  for await (const piece of textStream) pieces.push(piece);
  expect(pieces.join('')).toBe('Hello from the model');
  expect(pieces.length).toBeGreaterThan(1);
  const { usage } = await ai.generateText({ model: s.model, prompt: 'hello' });
  expect(usage).toMatchObject({ inputTokens: 10, outputTokens: 5, totalTokens: 15 });
});

test('a thread continues by its id', async () => {
  await using s = await session([{ text: 'one' }, { text: 'two' }]);
  const first = await ai.generateText({
    model: s.model,
    prompt: 'first',
    providerOptions: { 'codex-app-server': { threadMode: 'persistent' } },
  });
  const threadId = first.finalStep.providerMetadata?.['codex-app-server']?.threadId;
  expect(threadId).toEqual(expect.any(String));
  const second = await ai.generateText({
    model: s.model,
    prompt: 'second',
    providerOptions: { 'codex-app-server': { threadId } },
  });
  expect([first.text, second.text]).toEqual(['one', 'two']);
  const said = s.peer.requests[1]?.body.input.flatMap(({ content }) => content?.map(({ text }) => text) ?? []);
  expect(said).toEqual(expect.arrayContaining(['User: first', 'one', 'second']));
});

test.each([
  ['accept', 'completed'],
  ['decline', 'declined'],
])('a command is asked for: %s', async (decision, status) => {
  const asked: unknown[] = [];
  const onCommandExecutionApproval = async (request: { readonly params: unknown }) => {
    asked.push(request.params);
    return { decision };
  };
  await using s = await session([running('touch made'), { text: 'done' }], {
    approvalPolicy: 'untrusted',
    sandboxPolicy: 'danger-full-access',
    serverRequests: { onCommandExecutionApproval },
  });
  const parts: Part[] = [];
  for await (const part of ai.streamText({ model: s.model, prompt: 'go' }).stream) parts.push(part);
  expect(asked).toMatchObject([{ command: "/bin/bash -lc 'touch made'", cwd: s.work }]);
  expect(existsSync(join(s.work, 'made'))).toBe(decision === 'accept');
  expect(parts.findLast(({ type }) => type === 'tool-result')).toMatchObject({ toolName: 'exec', output: { status } });
  expect(parts.filter(({ type }) => type === 'text-delta').map(({ text }) => text)).toEqual(['done']);
});

test('an object is made by a schema', async () => {
  await using s = await session([{ text: '{"name":"Ada"}' }]);
  const schema = z.object({ name: z.string() });
  const { object } = await ai.generateObject({ model: s.model, prompt: 'a person', schema });
  expect(object).toEqual({ name: 'Ada' });
  expect(s.peer.requests[0]?.body.text).toMatchObject({ format: { type: 'json_schema' } });
});

test('a tool of the program is called', async () => {
  const add = codex.tool({
    name: 'add',
    description: 'Adds two numbers.',
    parameters: z.object({ a: z.number(), b: z.number() }),
    execute: async ({ a, b }: { readonly a: number; readonly b: number }) => a + b,
  });
  const server = codex.createSdkMcpServer({ name: 'sums', tools: [add] });
  await using s = await session(
    [{ calls: [{ name: 'sums__add', args: { a: 2, b: 3 }, callId: 'c1' }] }, { text: 'five' }],
    { mcpServers: { sums: server }, autoApprove: true },
  );
  expect((await ai.generateText({ model: s.model, prompt: 'add' })).text).toBe('five');
  expect(s.peer.requests[1]?.body.input.at(-1)).toMatchObject({ output: expect.stringContaining('5') });
});

test('a request that is given up stops its turn, and the next one is answered', async () => {
  await using s = await session([HELD, { text: 'next' }]);
  const abort = new AbortController();
  const { textStream } = ai.streamText({ model: s.model, prompt: 'go', abortSignal: abort.signal, onError: () => {} });
  for await (const _ of textStream) abort.abort();
  await s.peer.requests[0]?.closed;
  expect((await ai.generateText({ model: s.model, prompt: 'again' })).text).toBe('next');
});

test('models are listed', async () => {
  await using s = await session([]);
  const { models } = await s.provider.listModels();
  expect(models.length).toBeGreaterThan(0);
});

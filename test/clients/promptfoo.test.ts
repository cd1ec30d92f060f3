import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import type { PeerReply } from '../support/model-peer.js';
import { until } from '../support/until.js';
import { install, load } from './packages.js';
import { HELD, running, startStandIn } from './stand-in.js';

interface Answer {
  readonly output?: string;
  readonly error?: string;
  readonly sessionId?: string;
  readonly tokenUsage?: object;
}
interface Provider {
  callApi(prompt: string, context?: object, options?: { readonly abortSignal: AbortSignal }): Promise<Answer>;
  shutdown(): Promise<void>;
}
interface Promptfoo {
  loadApiProvider(id: string, context: object): Promise<Provider>;
}

let promptfoo: Promptfoo;
beforeAll(async () => {
  vi.stubEnv('PROMPTFOO_DISABLE_TELEMETRY', '1');
  vi.stubEnv('PROMPTFOO_DISABLE_UPDATE', '1');
  promptfoo = await load(install('promptfoo', { promptfoo: '0.123.1' }), 'promptfoo/dist/src/index.js');
});

async function session(replies: readonly PeerReply[], config: object = {}) {
  const standIn = await startStandIn(replies);
  const options = {
    codex_path_override: standIn.codex,
    working_dir: standIn.work,
    skip_git_repo_check: true,
    model: 'mock-model',
    cli_env: { CODEX_HOME: standIn.home },
    ...config,
  };
  const provider = await promptfoo.loadApiProvider('openai:codex-app-server', { options: { config: options } });
  return {
    ...standIn,
    provider,
    async [Symbol.asyncDispose]() {
      await provider.shutdown();
      await standIn.allGone();
      await standIn[Symbol.asyncDispose]();
    },
  };
}

test('a prompt is answered, and a thread continues by its id', async () => {
  await using s = await session([{ text: 'one' }, { text: 'two' }], { ephemeral: false });
  const first = await s.provider.callApi('first');
  expect(first).toMatchObject({ output: 'one', tokenUsage: { prompt: 10, completion: 5, total: 15 } });
  const again = await s.provider.callApi('second', { prompt: { config: { thread_id: first.sessionId } } });
  expect(again).toMatchObject({ output: 'two', sessionId: first.sessionId });
  expect(s.peer.requests[1]?.body.input.flatMap(({ content }) => content?.map(({ text }) => text) ?? [])).toEqual(
    expect.arrayContaining(['first', 'one', 'second']),
  );
});

test.each(['accept', 'decline'])('a command is asked for: %s', async (decision) => {
  await using s = await session([running('touch made'), { text: 'done' }], {
    approval_policy: 'untrusted',
    sandbox_mode: 'danger-full-access',
    server_request_policy: { command_execution: decision },
  });
  expect(await s.provider.callApi('go')).toMatchObject({ output: 'done' });
  expect(existsSync(join(s.work, 'made'))).toBe(decision === 'accept');
});

test('a call is aborted, and the next one is answered', async () => {
  await using s = await session([HELD, { text: 'next' }]);
  const abort = new AbortController();
  const call = s.provider.callApi('go', undefined, { abortSignal: abort.signal });
  await until('the request to the model', () => s.peer.requests.length > 0);
  abort.abort();
  expect((await call).error).toContain('abort');
  await s.peer.requests[0]?.closed;
  expect(await s.provider.callApi('again')).toMatchObject({ output: 'next' });
});

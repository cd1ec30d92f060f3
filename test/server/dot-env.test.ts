import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createAppServer } from '../../src/server/library.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const DENIED = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';

async function turn(server: Server): Promise<void> {
  const { conversationId } = await server.request('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
  await server.next('task_complete');
}

const run = async (server: Server, script: string) =>
  (await server.request<{ stdout: string }>('execOneOffCommand', { command: ['/bin/sh', '-c', script] })).stdout;

test('keys and headers of a provider come from .env, before the environment, and are never logged', async () => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using home = await scratchFolder('home');
  await home.write('.env', 'MY_KEY="sk-from-the-file" # mine\nexport MY_TEAM=blue\nnonsense sk-hidden\n');
  const provider = 'env_key = "MY_KEY"\nenv_http_headers = { x-team = "MY_TEAM" }';
  await using server = await startServer({
    home: home.path,
    config: peer.config('', provider),
    env: { MY_KEY: 'sk-from-the-environment', TURNWIRE_LOG: 'trace' },
  });
  await server.request('initialize', INITIALIZE);
  await turn(server);
  expect(peer.requests[0]?.headers).toMatchObject({ authorization: 'Bearer sk-from-the-file', 'x-team': 'blue' });
  await server.until('the finding', (lines) => lines.some((line) => line.text.includes('turnwire/diagnostics')));
  expect(server.received('turnwire/diagnostics').map((m) => m.params)).toEqual([
    { level: 'warning', message: `Line 3 of ${join(home.path, '.env')} is no KEY=value and is not used.` },
  ]);
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(server.stderr).toContain('Line 3 of ');
  expect(`${server.stderr}${server.lines.map((line) => line.text)}`).not.toMatch(/sk-|blue/);
});

test('OPENAI_BASE_URL and the script of the scripted model may come from .env', async () => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using home = await scratchFolder('home');
  await home.write('.env', `OPENAI_BASE_URL=${peer.url}\nTURNWIRE_SCRIPT=${join(home.path, 'script.json')}\n`);
  await home.write('script.json', '[{"text":"scripted"}]');
  await home.write('auth.json', '{"OPENAI_API_KEY":"sk-stored"}');
  await using server = await startServer({ home: home.path });
  await server.request('initialize', INITIALIZE);
  await turn(server);
  expect(peer.requests).toHaveLength(1);
  writeFileSync(join(home.path, 'config.toml'), 'model_provider = "scripted"\n');
  await turn(server);
  expect(JSON.stringify(server.received('agent_message').at(-1))).toContain('scripted');
});

test('commands see it as far as the policy lets them; names of CODEX_ are left out in any case', async () => {
  await using home = await scratchFolder('home');
  await home.write(
    '.env',
    'PLAIN=seen\nMY_SECRET=hidden\nCODEX_HOME=/nowhere\ncodex_other=no\nLINES="a\nb"\nDOLLAR=$PLAIN\n',
  );
  await using server = await startServer({ home: home.path, config: `${DENIED}model = "here"\n` });
  await server.request('initialize', INITIALIZE);
  expect(await run(server, 'echo "$PLAIN,$MY_SECRET,$CODEX_HOME,$codex_other,$LINES,$DOLLAR"')).toBe(
    `seen,,${home.path},,a\nb,$PLAIN\n`,
  );
  expect(await server.request('getUserSavedConfig')).toMatchObject({ config: { model: 'here' } });
  expect(server.received('turnwire/diagnostics')).toEqual([]);
});

test('PATH may be set, as in the reference', async () => {
  await using home = await scratchFolder('home');
  await home.write('.env', 'PATH=/somewhere/else\n');
  await using server = await startServer({ home: home.path, config: DENIED });
  await server.request('initialize', INITIALIZE);
  // Before it is the folder of the program `apply_patch`.
  expect(await run(server, 'echo "$PATH"')).toMatch(/^[^:]*\/bin:\/somewhere\/else\n$/);
});

test.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['not UTF-8', (path: string) => writeFileSync(path, Buffer.from([0x41, 0x3d, 0xff]))],
])('an .env that is %s is a warning and no more', async (_what, make) => {
  await using home = await scratchFolder('home');
  make(join(home.path, '.env'));
  await using server = await startServer({ home: home.path });
  await server.request('initialize', INITIALIZE);
  await server.request('newConversation', {});
  await server.request('newConversation', {});
  expect(server.received('turnwire/diagnostics').map((m) => m.params)).toEqual([
    { level: 'warning', message: expect.stringContaining('.env is not used: ') },
  ]);
});

test('the library reads it too, and leaves the environment of the process alone', async () => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using home = await scratchFolder('home');
  await home.write('.env', 'TURNWIRE_TEST_KEY=sk-from-the-file\n');
  await home.write('config.toml', peer.config('', 'env_key = "TURNWIRE_TEST_KEY"'));
  const env = { PATH: process.env.PATH };
  const server = createAppServer({ home: home.path, env });
  const input = new PassThrough();
  const output = new PassThrough();
  const told = new Promise<void>((resolve) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const { id, result } = JSON.parse(text.trim().split('\n').at(-1) as string) as {
        id?: number;
        result?: { conversationId: string };
      };
      if (id === 1) {
        const conversationId = result?.conversationId;
        input.write(`${JSON.stringify({ id: 2, method: 'addConversationListener', params: { conversationId } })}\n`);
        const items = [{ type: 'text', data: { text: 'hi' } }];
        input.write(`${JSON.stringify({ id: 3, method: 'sendUserMessage', params: { conversationId, items } })}\n`);
      }
      if (text.includes('"task_complete"')) resolve();
    });
  });
  const served = server.connect(input, output);
  input.write(`${JSON.stringify({ id: 0, method: 'initialize', params: INITIALIZE })}\n`);
  input.write(`${JSON.stringify({ id: 1, method: 'newConversation', params: { cwd: home.path } })}\n`);
  await told;
  input.end();
  await served;
  await server.close();
  expect(peer.requests[0]?.headers.authorization).toBe('Bearer sk-from-the-file');
  expect(process.env).not.toHaveProperty('TURNWIRE_TEST_KEY');
  expect(env).toEqual({ PATH: process.env.PATH });
});

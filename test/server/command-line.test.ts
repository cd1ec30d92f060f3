import { expect, test } from 'vitest';
import { PROTOCOL_LEVEL, VERSION } from '../../src/server/identity.js';
import { runCommand } from '../support/command.js';
import { scratchFolder } from '../support/scratch.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' }, capabilities: { experimentalApi: true } };

/** Runs a server with these words and gives the configuration that it reports. */
async function configWith(words: readonly string[]): Promise<Record<string, unknown>> {
  await using home = await scratchFolder('home');
  const requests = [
    { id: 1, method: 'initialize', params: INITIALIZE },
    { id: 2, method: 'config/read', params: {} },
  ];
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const { code, stdout, stderr } = await runCommand(home.path, words, input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const replies = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return replies.find(({ id }) => id === 2).result.config;
}

async function failing(words: readonly string[]) {
  await using home = await scratchFolder('home');
  const { code, stdout, stderr } = await runCommand(home.path, words);
  expect(stdout).toBe('');
  return { code, stderr };
}

test.each(['--version', '-V'])('%s is the line that clients parse', async (word) => {
  await using home = await scratchFolder('home');
  const run = await runCommand(home.path, [word]);
  expect(run).toEqual({ code: 0, stdout: `codex-cli ${PROTOCOL_LEVEL}\n`, stderr: '' });
  expect((await runCommand(home.path, ['version'])).stdout).toContain(`turnwire ${VERSION} `);
});

test('settings stand on both sides of the command, and the last one counts', async () => {
  const before = ['-c', 'model="first"', '--enable', 'goals', '--config', 'model_verbosity=low', '--disable=memories'];
  const after = ['-c', 'model=second', '--enable', 'memories', '--config=review_model=3', '-cservice_tier=fast'];
  const config = await configWith([
    ...before,
    '--strict-config',
    'app-server',
    '--listen',
    'stdio://',
    '--stdio',
    ...after,
  ]);
  expect(config).toMatchObject({
    model: 'second',
    model_verbosity: 'low',
    service_tier: 'fast',
    features: { goals: true, memories: true },
  });
});

test('--oss is the local provider, and gives way to -c', async () => {
  expect(await configWith(['app-server', '--oss'])).toMatchObject({ model_provider: 'oss' });
  expect(await configWith(['--oss', 'app-server', '-c', 'model_provider=ollama'])).toMatchObject({
    model_provider: 'ollama',
  });
});

test('what cannot be served is refused', async () => {
  const unsupported = await failing(['app-server', '--listen', 'http://x']);
  expect(unsupported).toMatchObject({ code: 2 });
  expect(unsupported.stderr).toContain('unsupported --listen URL `http://x`; expected `stdio://`, `unix://`');
  expect(await failing(['app-server', '--listen', 'off'])).toEqual({
    code: 1,
    stderr: 'turnwire: no transport configured; use --listen stdio://\n',
  });
  expect(await failing(['app-server', '--magic'])).toMatchObject({ code: 2 });
  expect(await failing(['-c', 'a=1', 'fly'])).toMatchObject({ code: 2 });
});

test('debug models prints what an editor reads', async () => {
  await using home = await scratchFolder('home');
  const { code, stdout } = await runCommand(home.path, ['debug', 'models', '-c', 'model="gpt-5.5"']);
  expect(code).toBe(0);
  const { models } = JSON.parse(stdout) as { models: { slug: string }[] };
  const known = { slug: 'gpt-5.5', context_window: 272_000, max_context_window: 272_000, visibility: 'list' };
  expect(models).toContainEqual(expect.objectContaining(known));
  const [own] = JSON.parse((await runCommand(home.path, ['-c', 'model=rose', 'debug', 'models'])).stdout).models;
  expect(own).toMatchObject({ slug: 'rose', context_window: null, max_context_window: null });
});

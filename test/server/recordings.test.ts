import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Client, spawnServer } from '../../clients/library/index.js';
import { withoutSecrets } from '../../src/server/redact.js';
import { runCommand } from '../support/command.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A client of the server with these arguments, and what the server writes to stderr. */
async function start(home: string, args: readonly string[]) {
  const stderr: string[] = [];
  const client = await spawnServer({
    command: process.execPath,
    args: [CLI, 'app-server', ...args],
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: home },
    onStderr: (text) => stderr.push(text),
    clientInfo: { name: 'recordings', version: `${args.length}` },
  });
  return { client, stderr };
}

/** A session with a turn, an approval, and a key. Gives everything that the client saw. */
async function play(client: Client, cwd: string, message = 'go') {
  // Replies and notifications come in one chunk or in two: what is between them is not compared.
  const [events, replies]: [unknown[], unknown[]] = [[], []];
  client.on('*', (event) => events.push(event));
  replies.push(await client.request('account/login/start', { type: 'apiKey', apiKey: 'sk-secret-of-the-user' }));
  const thread = await client.startThread({
    cwd,
    approvalPolicy: 'untrusted',
    sandbox: 'danger-full-access',
    onApproval: ({ params }) => {
      events.push(params);
      return 'accept';
    },
  });
  replies.push(thread.opened);
  const turn = thread.run(message);
  replies.push(await turn.result);
  await client.close();
  return { events, replies };
}

/** A home with a recording of one session. */
async function recorded() {
  const scratch = await scratchFolder('recordings');
  await using peer = await startModelPeer([
    { calls: [{ name: 'exec_command', args: { cmd: 'touch made && echo made' }, callId: 'c1' }] },
    { text: 'Done.' },
  ]);
  await scratch.write('home/config.toml', peer.config());
  await scratch.write('work/file', '');
  const [home, work, file] = ['home', 'work', 'recording'].map((name) => join(scratch.path, name)) as [
    string,
    string,
    string,
  ];
  const { client } = await start(home, ['--record', file]);
  return {
    scratch,
    home,
    work,
    file,
    seen: await play(client, work),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

describe('app-server --record and --replay', () => {
  test('a client that does the same gets the same, without a model', async () => {
    await using r = await recorded();
    const { client, stderr } = await start(join(r.scratch.path, 'empty'), ['--replay', r.file]);
    expect(await play(client, r.work)).toEqual(r.seen);
    expect(stderr.join('')).toBe('');
    expect(await client.closed).toBeUndefined();
  });

  test('a recording has no secrets, and only the user can read it', async () => {
    await using r = await recorded();
    const text = readFileSync(r.file, 'utf8');
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('sk-secret');
    expect(statSync(r.file).mode & 0o777).toBe(0o600);
    expect(
      text
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line).from),
    ).toEqual(['client', 'server']);
  });

  test('a client that departs is told where, and the exit code is 1', async () => {
    await using r = await recorded();
    const { client, stderr } = await start(r.home, ['--replay', r.file]);
    const refused = play(client, r.work, 'another message');
    await expect(refused).rejects.toThrow('differs from the recording in `params.input.0.text`');
    await client.close();
    expect((await client.closed)?.message).toContain('exit code 1');
    expect(stderr.join('')).toContain(
      'the client sent turn/start, which differs from the recording in `params.input.0.text`',
    );
    const lines = stderr.join('').trim().split('\n');
    expect(lines.at(-2)).toContain('the client ended before');
    expect(lines.at(-1)).toBe(`turnwire: the client departed from the recording ${lines.length - 1} times`);
    for (const line of lines) expect(line).toMatch(/^turnwire: the client /);
  });

  test('a request that the recording does not have is refused with what it has', async () => {
    await using r = await recorded();
    const { client } = await start(r.home, ['--replay', r.file]);
    await expect(client.request('model/list', {})).rejects.toThrow('the recording has account/login/start here');
    await client.close();
  });

  test('a file that exists is not written over, and a broken one is named with its line', async () => {
    await using r = await recorded();
    expect(await runCommand(r.home, ['app-server', '--record', r.file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('EEXIST'),
    });
    const broken = await r.scratch.write('broken', '{"from":"client","message":{}}\n{"from":"nobody","message":{}}\n');
    expect(await runCommand(r.home, ['app-server', '--replay', broken])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('line 2 of'),
    });
    expect((await runCommand(r.home, ['app-server', '--record', 'a', '--replay', 'b'])).code).toBe(2);
  });
});

/** Shapes of a message in which a secret may come. */
const SHAPES: readonly ((secret: string) => unknown)[] = [
  (secret) => ({ params: { text: `it is ${secret}, keep it` } }),
  (secret) => [[[{ a: { b: [secret] } }]]],
  (secret) => ({ output: JSON.stringify({ nested: secret, list: [secret] }) }),
  (secret) => ({ delta: `\n${secret}\n` }),
];

test.each([
  'sk-proj-1234567890abcdef',
  'Bearer abcdef0123456789',
  'ghp_abcdefghijklmnop1234',
  'github_pat_11ABCDEFG0123456789',
  'AKIAIOSFODNN7EXAMPLE',
  'AIzaSyA1234567890abcdefg',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
  'refresh_token=1//0abcdefgh',
  '"access_token": "abcdefgh"',
])('%s is taken out of any field', (secret) => {
  const value = secret
    .split(/[ "=]+/)
    .filter((part) => part !== '')
    .at(-1) as string;
  for (const shape of SHAPES) {
    const text = JSON.stringify(withoutSecrets(shape(secret)));
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(value);
  }
});

test.each([
  [
    { apiKey: 'abc', totalTokens: 5, inputTokens: 'n' },
    { apiKey: '[redacted]', totalTokens: 5, inputTokens: '[redacted]' },
  ],
  [{ env: { MY_KEY: 'x', PATH: '/bin' } }, { env: { MY_KEY: '[redacted]', PATH: '/bin' } }],
  [
    ['use sk-1234567890abc now', 'Bearer abcdefghijk'],
    ['use [redacted] now', '[redacted]'],
  ],
  [{ idToken: 'eyJhbGciOi.eyJzdWIiOi.c2lnbmF0' }, { idToken: '[redacted]' }],
  [{ text: 'the key to success' }, { text: 'the key to success' }],
  [{ text: 'tokens: a lot; secret: no' }, { text: 'tokens: a lot; secret: no' }],
  [
    { password: 'p', user_passwords: ['a', 'b'], tokens: { access: 'c', count: 3 } },
    {
      password: '[redacted]',
      user_passwords: ['[redacted]', '[redacted]'],
      tokens: { access: '[redacted]', count: 3 },
    },
  ],
  [
    { headers: { 'X-Api-Key': 'a', Authorization: 'Basic b', Accept: '*/*' } },
    { headers: { 'X-Api-Key': '[redacted]', Authorization: '[redacted]', Accept: '*/*' } },
  ],
  [
    { list: [['Authorization', 'Basic b'], { name: 'Cookie', value: 'c' }, { key: 'Accept', value: '*/*' }] },
    {
      list: [['Authorization', '[redacted]'], { name: 'Cookie', value: '[redacted]' }, { key: 'Accept', value: '*/*' }],
    },
  ],
  [
    { command: ['curl', '-H', 'Authorization: Basic dXNlcjpwYXNz', 'https://x.test/?api_key=abcdef1&page=2'] },
    { command: ['curl', '-H', 'Authorization: [redacted]', 'https://x.test/?api_key=[redacted]&page=2'] },
  ],
  [
    { accessToken: 'a', chatgptAccountId: 'id' },
    { accessToken: '[redacted]', chatgptAccountId: 'id' },
  ],
])('secrets are taken out of %j', (value, expected) => {
  expect(withoutSecrets(value)).toEqual(expected);
});

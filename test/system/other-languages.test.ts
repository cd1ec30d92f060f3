import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { examplesOf } from '../support/examples.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

const CLIENTS: Record<string, readonly string[]> = {
  'clients/python/chat.py': ['python3'],
  'clients/shell/chat.sh': ['bash'],
};

/** A client with a server whose model is played; nothing may run without an approval. */
async function chat(client: string, replies: readonly PeerReply[], server = ['dist/cli.js']) {
  await using scratch = await scratchFolder('other-languages');
  await using peer = await startModelPeer(replies);
  await scratch.write('config.toml', peer.config());
  const [program = '', ...args] = [...(CLIENTS[client] ?? []), resolve(client), 'Hello', process.execPath];
  const env = { PATH: process.env.PATH, HOME: scratch.path, CODEX_HOME: scratch.path, PYTHONDONTWRITEBYTECODE: '1' };
  const wholeArgs = [...args, ...server.map((path) => resolve(path))];
  // The peer lives in this process, which must not wait.
  const ended = await new Promise<{ status: unknown; stdout: string; stderr: string }>((done) =>
    execFile(program, wholeArgs, { cwd: scratch.path, env, timeout: 50_000 }, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : error.code, stdout, stderr }),
    ),
  );
  return { ...ended, ran: existsSync(join(scratch.path, 'ran')), requests: peer.requests };
}

test.each(Object.keys(CLIENTS))('%s has a conversation', async (client) => {
  const { status, stdout, stderr } = await chat(client, [{ text: 'Good morning, W\u00f6rld' }]);
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: 'Good morning, W\u00f6rld\nThe turn is completed.\n',
    stderr: '',
  });
});

test('the commands of docs/other-languages.md have a conversation each', () => {
  const block = examplesOf('docs/other-languages.md').find(({ text }) => text.includes('chat.py'));
  const env = { PATH: process.env.PATH, HOME: '/nowhere', PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', block?.text ?? ''], { env, encoding: 'utf8' });
  const each = expect.stringMatching(/^(.*Hello!\n?The turn is completed\.\n){2}$/s);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: each, stderr: '' });
});

test.each(Object.keys(CLIENTS))('%s declines what needs an approval', async (client) => {
  const calls = [{ name: 'exec_command', args: { cmd: 'touch ran' }, callId: 'c1' }];
  const { status, stdout, ran } = await chat(client, [{ calls }, { text: 'Then not.' }]);
  expect({ status, stdout, ran }).toEqual({
    status: 0,
    stdout: expect.stringContaining('The turn is completed.'),
    ran: false,
  });
});

test.each(Object.keys(CLIENTS))('%s says so when the server ends', async (client) => {
  const { status, stderr } = await chat(client, [], ['dist/does-not-exist.js']);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/the server has ended/i) });
});

test('the types of the client in Python are those of the schema', () => {
  const print = `import json, turnwire_client as t
print(json.dumps({n: list(c.__annotations__) for n, c in vars(t).items() if hasattr(c, '__total__')}))`;
  const { stdout, stderr } = spawnSync('python3', ['-B', '-c', print], { cwd: 'clients/python', encoding: 'utf8' });
  expect(stderr).toBe('');
  const types = JSON.parse(stdout) as Record<string, string[]>;
  const { definitions } = JSON.parse(readFileSync('generated-types/json-schema/v2.schemas.json', 'utf8')) as {
    definitions: Record<string, { properties?: object; oneOf?: { properties: object }[] }>;
  };
  expect(Object.keys(types)).toContain('Turn');
  for (const [name, fields] of Object.entries(types)) {
    const { properties, oneOf } = definitions[name] ?? {};
    for (const one of oneOf ?? [{ properties }])
      expect(Object.keys(one.properties ?? {}), name).toEqual(expect.arrayContaining(fields));
  }
});

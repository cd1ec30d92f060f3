import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand, startCommand } from '../support/command.js';
import { startMcpHttp } from '../support/mcp-http.js';
import { startMcpIssuer } from '../support/mcp-issuer.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';
import { mcpSession } from './mcp-session.js';

const URL_ = 'http://127.0.0.1:9/mcp';
const CALLBACK = 'http://127.0.0.1/callback/9biCUt7SMRWF';
const add = (home: string, ...args: string[]) => runCommand(home, ['mcp', 'add', 'far', '--url', URL_, ...args]);

// The files are those that `codex` 0.171 writes for the same words.
test.each([
  [
    ['--oauth-client-id', 'me'],
    `url = "${URL_}"\n\n[mcp_servers.far.oauth]\nclient_id = "me"\ncallback_url = "${CALLBACK}"\n`,
  ],
  [
    ['--oauth-client-id', 'me', '--oauth-client-secret', 'hush', '--oauth-resource', 'https://far.example/x'],
    `url = "${URL_}"\noauth_resource = "https://far.example/x"\n\n[mcp_servers.far.oauth]\nclient_id = "me"\nclient_secret = "hush"\ncallback_url = "${CALLBACK}"\n`,
  ],
  [['--oauth-resource', 'https://far.example/x'], `url = "${URL_}"\noauth_resource = "https://far.example/x"\n`],
])('mcp add %s writes what the reference writes', async (args, expected) => {
  await using home = await scratchFolder('home');
  const { code, stdout } = await add(home.path, ...args);
  expect(code).toBe(0);
  expect(stdout.includes(CALLBACK)).toBe(args.includes('--oauth-client-id'));
  expect(await readFile(join(home.path, 'config.toml'), 'utf8')).toBe(`[mcp_servers.far]\n${expected}`);
});

test('mcp add refuses what makes no client', async () => {
  await using home = await scratchFolder('home');
  for (const [args, why] of [
    [['--url', URL_, '--oauth-client-secret', 'hush'], '--oauth-client-secret needs --oauth-client-id'],
    [['--url', URL_, '--oauth-client-id', ''], '--oauth-client-id is empty'],
    [['--oauth-client-id', 'me', '--', 'cat'], '--oauth-client-id needs --url'],
    [['--oauth-resource', 'r', '--', 'cat'], '--oauth-resource needs --url'],
  ] as const) {
    const run = await runCommand(home.path, ['mcp', 'add', 'far', ...args]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
  }
});

const pageIn = (text: string): string | undefined => /^http\S+\/authorize\S+$/m.exec(text)?.[0];

async function signIn(home: string) {
  const run = startCommand(home, ['mcp', 'login', 'far']);
  const ended = () => (run.child.exitCode === null ? undefined : 'ended');
  const page = await until('the page or the end', () => pageIn(run.stdout) ?? ended());
  const answer = page === 'ended' ? undefined : await fetch(page);
  return { code: await run.exit, stdout: run.stdout, stderr: run.stderr, status: answer?.status };
}

const client = (url: string, more = '') => `[mcp_servers.far]
url = "${url}"
${more}
[mcp_servers.far.oauth]
client_id = "me"
client_secret = "hush & more"
callback_url = "http://127.0.0.1/callback/own"
`;
const registered = { id: 'me', secret: 'hush & more', callback: 'http://127.0.0.1/callback/own' };

test.each([
  ['', {}],
  ['token_endpoint_auth_method = "client_secret_post"\n', {}],
])('a client of the user signs in where no program can register itself, and renews its tokens %s', async (method) => {
  await using issuer = await startMcpIssuer({ closed: true, registered });
  await using far = await startMcpHttp({ issuer });
  const replies = [{ calls: [{ name: 'far__echo', args: { a: 1 }, callId: 'c' }] }, { text: 'done' }];
  await using s = await mcpSession(replies as never, () => client(far.url) + method);
  await s.server.next('error');
  const run = await signIn(s.home);
  expect(run).toMatchObject({ code: 0, status: 200, stderr: '' });
  expect(issuer.requests[0]?.params).toMatchObject({ client_id: 'me', resource: far.url });
  expect(issuer.requests[1]?.params.client_secret).toBe(method === '' ? undefined : 'hush & more');
  expect(run.stdout).not.toContain('hush');
  issuer.lapse();
  const id = await s.begin();
  await s.say('go', id);
  await s.server.next('task_complete');
  expect(issuer.renewals()).toHaveLength(1);
  expect(s.outputs()).toEqual(['[{"text":"{\\"a\\":1}","type":"text"}]']);
});

test('tokens are requested for `oauth_resource`', async () => {
  await using issuer = await startMcpIssuer();
  await using far = await startMcpHttp({ issuer });
  await using home = await scratchFolder('home');
  await home.write('config.toml', `[mcp_servers.far]\nurl = "${far.url}"\noauth_resource = "urn:far"\n`);
  expect(await signIn(home.path)).toMatchObject({ code: 0 });
  expect(issuer.requests.map(({ params }) => params.resource)).toEqual(['urn:far', 'urn:far']);
});

test('an address that the browser cannot be sent back to is named', async () => {
  await using issuer = await startMcpIssuer();
  await using far = await startMcpHttp({ issuer });
  await using home = await scratchFolder('home');
  await home.write(
    'config.toml',
    client(far.url).replace('http://127.0.0.1/callback/own', 'https://far.example/callback'),
  );
  const run = await signIn(home.path);
  expect(run).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('`oauth.callback_url` is https://far.example'),
  });
  expect(issuer.requests).toEqual([]);
});

test('a program has no client', async () => {
  await using home = await scratchFolder('home');
  await home.write('config.toml', '[mcp_servers.far]\ncommand = "cat"\n[mcp_servers.far.oauth]\nclient_id = "me"\n');
  const { stdout } = await runCommand(home.path, ['mcp', 'list']);
  expect(stdout).toContain('oauth is not supported for stdio');
});

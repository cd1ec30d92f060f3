import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyOf } from '../../src/auth/mcp/credentials.js';
import { runCommand, startCommand } from '../support/command.js';
import { startMcpHttp } from '../support/mcp-http.js';
import { type McpIssuerOptions, startMcpIssuer } from '../support/mcp-issuer.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';
import { type McpSession, mcpSession, type SessionOptions } from './mcp-session.js';

const call = { calls: [{ name: 'far__echo', args: { a: 1 }, callId: 'c' }] };
const done = { text: 'done' };
const ANSWER = '[{"text":"{\\"a\\":1}","type":"text"}]';

const section = (url: string, more = '') => `[mcp_servers.far]\nurl = "${url}"\n${more}\n`;
const pageIn = (text: string): string | undefined => /^http\S+\/authorize\S+$/m.exec(text)?.[0];

/** Signs in, with a `fetch` for a browser. */
async function signIn(home: string, args: readonly string[] = []) {
  const run = startCommand(home, ['mcp', 'login', 'far', ...args], { TURNWIRE_LOG: 'trace' });
  const ended = () => (run.child.exitCode === null ? undefined : 'ended');
  const page = await until('the page or the end', () => pageIn(run.stdout) ?? ended());
  if (page !== 'ended') await fetch(page);
  return { code: await run.exit, stdout: run.stdout, stderr: run.stderr };
}

async function startAll(options: McpIssuerOptions = {}) {
  const issuer = await startMcpIssuer(options);
  const far = await startMcpHttp({ issuer });
  const home = await scratchFolder('home');
  await home.write('config.toml', section(far.url));
  return {
    issuer,
    far,
    home: home.path,
    async [Symbol.asyncDispose]() {
      for (const part of [issuer, far, home]) await part[Symbol.asyncDispose]();
    },
  };
}

const filePath = (home: string): string => join(home, '.credentials.json');
const stored = async (home: string) => JSON.parse(await readFile(filePath(home), 'utf8')) as Record<string, Entry>;
type Entry = Record<string, unknown>;

async function entryIn(home: string): Promise<[string, Entry]> {
  const found = Object.entries(await stored(home)).find(([key]) => key.startsWith('far|turnwire-'));
  return found ?? Promise.reject(new Error('nobody is signed in'));
}

/** A conversation of a signed-in user. */
async function signedIn(
  far: { url: string },
  replies: readonly object[],
  options: SessionOptions = {},
): Promise<McpSession> {
  const s = await mcpSession(replies as never, () => section(far.url), {
    ...options,
    env: { TURNWIRE_LOG: 'trace', ...options.env },
  });
  await s.server.next('error');
  expect(await signIn(s.home)).toMatchObject({ code: 0 });
  return s;
}

/** No token or code may be seen there, from wherever it comes. */
function expectNoSecrets(issuer: { everGiven: readonly string[] }, ...texts: string[]): void {
  expect(issuer.everGiven.length).toBeGreaterThan(0);
  for (const text of texts) for (const secret of issuer.everGiven) expect(text).not.toContain(secret);
}

test('the error of a server that requires a sign-in names the command; then its tools work, and no token was shown', async () => {
  await using issuer = await startMcpIssuer();
  await using far = await startMcpHttp({ issuer });
  await using s = await mcpSession([call, done, call, done], () => section(far.url), {
    env: { TURNWIRE_LOG: 'trace' },
  });
  const { params } = await s.server.next('error');
  expect((params as { msg: { message: string } }).msg.message).toBe(
    'MCP client for `far` failed to start: the server wants authorization (HTTP 401): sign in with `turnwire mcp login far`, or set `bearer_token_env_var`',
  );
  expect(issuer.requests).toEqual([]);

  const run = await signIn(s.home);
  expect(run).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/ssh -L (\d+):127\.0\.0\.1:\1 [\s\S]*Signed in to `far`\.\n$/),
  });
  const [authorize] = issuer.requests;
  expect(authorize?.params).toMatchObject({ scope: 'read', resource: far.url });

  const id = await s.begin();
  await s.say('go', id);
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual([ANSWER]);
  expect((await stat(filePath(s.home))).mode & 0o777).toBe(0o600);
  const list = await runCommand(s.home, ['mcp', 'list']);
  expect(list).toEqual({ code: 0, stdout: 'far  network  signed in\n', stderr: '' });

  expect(await runCommand(s.home, ['mcp', 'logout', 'far'])).toMatchObject({ code: 0 });
  await s.say('go', id);
  await s.server.next('task_complete');
  expect(s.outputs()?.at(-1)).toContain('sign in with `turnwire mcp login far`');
  s.server.closeInput();
  await s.server.exit;
  expectNoSecrets(issuer, run.stderr, run.stdout, list.stdout, s.server.show(), s.server.stderr);
});

test('a token that the server takes no more is renewed, once for all who want it', async () => {
  await using issuer = await startMcpIssuer();
  await using far = await startMcpHttp({ issuer });
  await using s = await signedIn(far, [
    call,
    done,
    { calls: [...call.calls, { name: 'far__echo', args: { a: 1 }, callId: 'd' }] },
    done,
  ]);
  const id = await s.begin();
  await s.say('go', id);
  await s.server.next('task_complete');
  const [, before] = await entryIn(s.home);
  issuer.lapse();
  await s.say('go', id);
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual([ANSWER, ANSWER, ANSWER]);
  expect(issuer.renewals()).toMatchObject([{ params: { refresh_token: before.refresh_token } }]);
  const [, after] = await entryIn(s.home);
  expect(after.refresh_token).not.toBe(before.refresh_token);
  expect((await stat(filePath(s.home))).mode & 0o777).toBe(0o600);
  s.server.closeInput();
  await s.server.exit;
  expectNoSecrets(issuer, s.server.show(), s.server.stderr);
});

test('tokens that have lapsed are renewed before they are sent', async () => {
  await using issuer = await startMcpIssuer();
  await using far = await startMcpHttp({ issuer });
  await using s = await signedIn(far, [call, done]);
  const [key, entry] = await entryIn(s.home);
  await writeFile(filePath(s.home), JSON.stringify({ [key]: { ...entry, expires_at: 1 } }));
  const from = far.calls.length;
  const id = await s.begin();
  await s.say('go', id);
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual([ANSWER]);
  expect(issuer.renewals()).toHaveLength(1);
  for (const { headers } of far.calls.slice(from)) expect(issuer.accepts(headers.authorization)).toBe(true);
});

test('a sign-in that its issuer does not renew has ended; text that the issuer quotes is not shown', async () => {
  await using issuer = await startMcpIssuer({ quotes: true });
  await using far = await startMcpHttp({ issuer });
  await using s = await signedIn(far, []);
  issuer.forget();
  await s.begin();
  const { params } = await s.server.next('error');
  expect(JSON.stringify(params)).toContain('turnwire mcp login far');
  expect(issuer.renewals()).toHaveLength(1);
  s.server.closeInput();
  await s.server.exit;
  expect(s.server.stderr).toContain('the sign-in to an MCP server has ended');
  expectNoSecrets(issuer, s.server.show(), s.server.stderr);
});

test('a configured token goes before a sign-in', async () => {
  await using issuer = await startMcpIssuer();
  await using stranger = await startMcpHttp({ issuer });
  await using s = await signedIn(stranger, []);
  const from = stranger.calls.length;
  await s.begin({ config: { 'mcp_servers.far.bearer_token': 'tok-1' } });
  await s.server.next('error');
  expect(stranger.calls.slice(from)).toMatchObject([{ headers: { authorization: 'Bearer tok-1' } }]);

  await using all = await startAll();
  const { far, home } = all;
  expect(await signIn(home)).toMatchObject({ code: 0 });
  await writeFile(join(home, 'config.toml'), section(far.url, 'bearer_token_env_var = "FAR_TOKEN"'));
  expect(await runCommand(home, ['mcp', 'list'])).toMatchObject({
    stdout: 'far  network  token in the variable FAR_TOKEN, which is not set\n',
  });
  expect(await signIn(home)).toMatchObject({
    code: 1,
    stderr:
      'turnwire: a sign-in to `far` would not be used: its configuration names a token in the variable FAR_TOKEN, which is not set\n',
  });
});

test('tokens go to the address that they were given for alone', async () => {
  await using issuer = await startMcpIssuer();
  await using far = await startMcpHttp({ issuer });
  await using stranger = await startMcpHttp();
  await using s = await signedIn(far, []);
  await using moved = await startMcpHttp({ redirect: stranger.url });
  for (const url of [stranger.url, `${stranger.url}/`, moved.url])
    await s.begin({ config: { 'mcp_servers.far.url': url } });
  await until('each to be asked', () => stranger.calls.length >= 2 && moved.calls.length >= 1);
  const [key, entry] = await entryIn(s.home);
  // Signed in to the one that sends everybody elsewhere.
  const there = keyOf({ name: 'far', url: moved.url });
  await writeFile(filePath(s.home), JSON.stringify({ [key]: entry, [there]: { ...entry, server_url: moved.url } }));
  await s.begin({ config: { 'mcp_servers.far.url': moved.url, 'mcp_servers.far.startup_timeout_sec': 9 } });
  await until('the token to be sent', () => moved.calls.some(({ headers }) => headers.authorization));
  await until('the redirection to be refused', () => s.server.received('error').length >= 2);
  for (const { headers } of stranger.calls) expect(headers.authorization).toBeUndefined();
});

test('what others keep in the file stays, and signing out takes away ours alone', async () => {
  await using all = await startAll();
  const { home, issuer } = all;
  const foreign = { 'far|0123456789abcdef': { server_name: 'far', access_token: 'theirs', odd: [1] }, other: 7 };
  await writeFile(filePath(home), JSON.stringify(foreign), { mode: 0o644 });
  expect(await signIn(home)).toMatchObject({ code: 0, stderr: '' });
  expect(await stored(home)).toMatchObject(foreign);
  expect((await stat(filePath(home))).mode & 0o777).toBe(0o600);
  const [, entry] = await entryIn(home);
  expect(entry).toMatchObject({
    server_name: 'far',
    client_id: 'client-0',
    scopes: ['read'],
    expires_at: expect.any(Number),
    issuer: issuer.url,
  });
  expect(await runCommand(home, ['mcp', 'logout', 'far'])).toEqual({
    code: 0,
    stdout: 'Signed out of `far`.\n',
    stderr: '',
  });
  expect(await stored(home)).toEqual(foreign);
  expect(await runCommand(home, ['mcp', 'logout', 'far'])).toMatchObject({
    code: 0,
    stdout: 'No user was signed in to `far`.\n',
  });
  expect(await runCommand(home, ['mcp', 'list'])).toMatchObject({ stdout: 'far  network  not signed in\n' });

  await writeFile(filePath(home), 'no JSON');
  const broken = await signIn(home);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain('holds no JSON object, and is left as it is');
  expect(await readFile(filePath(home), 'utf8')).toBe('no JSON');
});

test('a refusal is reported, with exit code 1', async () => {
  await using all = await startAll({ refuses: true });
  expect(await signIn(all.home)).toMatchObject({ code: 1, stderr: 'turnwire: access_denied: The person said no\n' });
});

test('an issuer where no program can register itself is named, with the other way', async () => {
  await using all = await startAll({ closed: true });
  expect(await signIn(all.home)).toMatchObject({
    code: 1,
    stderr: `turnwire: ${all.issuer.url} lets no program register itself: register a client there and set \`oauth.client_id\`, or set \`bearer_token_env_var\`\n`,
  });
});

test('nothing but the answer to this sign-in counts, and only under the name of this machine', async () => {
  await using all = await startAll();
  const run = startCommand(all.home, ['mcp', 'login', 'far', '-c', 'mcp_servers.far.scopes=["write","admin"]']);
  const page = new URL(await until('the page', () => pageIn(run.stdout)));
  expect(page.searchParams.get('scope')).toBe('write admin');
  const back = page.searchParams.get('redirect_uri') as string;
  expect((await fetch(`${back}?code=x&state=wrong`)).status).toBe(400);
  expect((await fetch(`${back}?error=access_denied&state=wrong`)).status).toBe(400);
  expect((await fetch(`${back}?state=${page.searchParams.get('state')}`)).status).toBe(400);
  expect((await fetch(new URL('/cancel', back))).status).toBe(404);
  expect(await statusUnderName(`${back}?code=x&state=${page.searchParams.get('state')}`, 'evil.example.org')).toBe(403);
  expect(run.child.exitCode).toBeNull();
  expect((await fetch(page)).status).toBe(200);
  expect(await run.exit).toBe(0);
});

test('a server without sign-in is reported', async () => {
  await using home = await scratchFolder('home');
  await using open = await startMcpHttp();
  await home.write(
    'config.toml',
    `[mcp_servers.here]\ncommand = "x"\nenabled = false\n${section(open.url)}[mcp_servers.gone]\nurl = "http://127.0.0.1:9/mcp"\n`,
  );
  const told = async (...args: string[]) => (await runCommand(home.path, ['mcp', ...args])).stderr;
  expect(await told('login', 'none')).toBe('turnwire: the configuration names no MCP server `none`\n');
  expect(await told('logout', 'none')).toBe('turnwire: the configuration names no MCP server `none`\n');
  expect(await told('login', 'here')).toBe('turnwire: `here` is a program: only servers with a `url` have a sign-in\n');
  expect(await told('login', 'far')).toBe('turnwire: the server asks for no sign-in\n');
  expect(await told('login', 'gone')).toMatch(
    /^turnwire: http:\/\/127\.0\.0\.1:9\/mcp cannot be reached: fetch failed/,
  );
  expect(await told('login')).toContain('<server> is missing');
  expect(await told('list', '--all')).toContain("unknown option '--all'");
  const list = await runCommand(home.path, ['mcp', 'list']);
  expect(list.stdout).toBe(
    'here  program  – (switched off)\nfar   network  not signed in\ngone  network  not signed in\n',
  );
});

function statusUnderName(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode));
    asked.on('error', reject).end();
  });
}

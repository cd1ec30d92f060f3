import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { small, tool } from '../support/mcp.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { OURS, type Server, startServer } from '../support/server.js';
import { ACCOUNT, startSignInIssuer } from '../support/sign-in-issuer.js';
import { until } from '../support/until.js';
import { INITIALIZE, storedAuth } from './accounts.js';
import { decide, session, shell } from './shell-session.js';
import { begin, completed, open } from './signing-in.js';
import { threadSession } from './v2/session.js';

const PATCH = '*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch';

/**
 * The package in a separate folder; `remove` takes all of it away once the server has loaded what it needs. `cached`: a server has run there before, and has
 * kept what it had compiled.
 */
async function ownPackage({ cached = false } = {}) {
  const folder = await scratchFolder('package');
  const dist = join(folder.path, 'dist');
  cpSync(join(OURS[1] ?? '', '..'), dist, { recursive: true });
  rmSync(join(dist, 'code-cache'), { recursive: true, force: true });
  const options = { command: [OURS[0] ?? '', join(dist, 'cli.js'), 'app-server'], env: { TURNWIRE_LOG: 'debug' } };
  if (cached) {
    await using server = await startServer(options);
    await server.request('initialize', INITIALIZE);
    server.closeInput();
    await server.exit;
    expect(readdirSync(join(dist, 'code-cache'))).toHaveLength(1);
  }
  return {
    options,
    async remove(server: Server): Promise<void> {
      await until('the rest to be loaded', () => server.stderr.includes('everything is loaded'));
      rmSync(dist, { recursive: true });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

it.each([
  ['a command', ['sh', '-c', 'echo done']],
  ['a script that must be read', ['bash', '-lc', 'ls && echo done']],
])('a turn continues when the files of the package are removed under the server: %s', async (_what, command) => {
  await using own = await ownPackage();
  await using s = await session([{ calls: [shell(command)] }, { text: 'fine' }], {}, own.options);
  decide(s.server, 'approved');
  await own.remove(s.server);
  await s.say();
  await s.server.next('task_complete');
  expect(JSON.stringify(s.outputs())).toMatch(/done|Success/);
});

it('so does a patch', async () => {
  await using own = await ownPackage();
  const replies = [{ calls: [shell(['apply_patch', PATCH])] }, { text: 'fine' }];
  await using s = await session(replies, {}, own.options);
  s.server.onServerRequest('applyPatchApproval', () => ({ decision: 'approved' }));
  await own.remove(s.server);
  await s.say();
  await s.server.next('task_complete');
  expect(JSON.stringify(s.outputs())).toContain('Success');
});

it.each([
  ['', false],
  [', with code of an earlier run', true],
])('a thread of v2 runs a command%s', async (_what, cached) => {
  await using own = await ownPackage({ cached });
  const replies = [{ calls: [{ name: 'exec_command', args: { cmd: 'echo done' }, callId: 'c' }] }, { text: 'fine' }];
  await using s = await threadSession({ ...own.options, replies });
  await own.remove(s.server);
  await s.turn();
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).toContain('done');
});

it('every module that is imported late is one that is loaded while the server is idle', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/^(build|emit|cli)\b|^server\/(commands|launch)/.test(name),
  );
  const imports = sources.flatMap((name) =>
    [...readFileSync(join('src', name), 'utf8').matchAll(/.*(?<!typeof )\bimport\('\.[^']+'\).*/g)].map(
      ([line]) => line,
    ),
  );
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter((line) => !/^const \w+ = lateModule\(\(\) => import\(/.test(line))).toEqual([]);
});

it('MCP servers are started and called', async () => {
  await using own = await ownPackage();
  const call = { name: 'srv__echo', args: { msg: 'hi' }, callId: 'call_1' };
  await using peer = await startModelPeer([{ calls: [call] }, { text: 'done' }]);
  const config = `${peer.config('turnwire.mcp_turn_wait_ms = 15000')}\n${small('srv', { tools: [tool('echo')] })}`;
  await using server = await startServer({ ...own.options, config });
  await server.request('initialize', INITIALIZE);
  await own.remove(server);
  const { conversationId } = await server.request('newConversation', { approvalPolicy: 'on-request' });
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await server.next('task_complete');
  expect(JSON.stringify(server.received('mcp_tool_call_end'))).toContain('got {');
});

it.each([
  ['', false],
  [', with code of an earlier run', true],
])('files are searched, also for the first time%s', async (_what, cached) => {
  await using own = await ownPackage({ cached });
  await using server = await startServer(own.options);
  await server.request('initialize', INITIALIZE);
  await own.remove(server);
  writeFileSync(join(server.work, 'found.txt'), '');
  const { files } = await server.request('fuzzyFileSearch', { query: 'found', roots: [server.work] });
  expect(files).toMatchObject([{ path: 'found.txt' }]);
});

it('a user signs in', async () => {
  await using own = await ownPackage();
  await using issuer = await startSignInIssuer();
  await using server = await startServer({ ...own.options, config: issuer.config() });
  await server.request('initialize', INITIALIZE);
  await own.remove(server);
  const { authUrl, loginId } = await begin(server);
  const page = await open(await issuer.press(authUrl, 'approve'));
  expect(page.text).toContain('You are signed in');
  expect(await completed(server)).toEqual({ loginId, success: true });
  expect(await storedAuth(server.home)).toMatchObject({ tokens: { account_id: ACCOUNT } });
});

it('a module that cannot be loaded fails its request, and the server continues', async () => {
  await using own = await ownPackage();
  await using server = await startServer(own.options);
  await server.request('initialize', INITIALIZE);
  await server.request('newConversation', {});
  // Before it had the time to load the rest.
  rmSync(join(own.options.command[1] ?? '', '..', 'program'), { recursive: true });
  const outcome = await server.call('fuzzyFileSearch', { query: 'x', roots: [server.work] });
  expect(outcome.result ?? outcome.error).toBeDefined();
  expect(await server.request('getUserAgent')).toBeDefined();
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
});

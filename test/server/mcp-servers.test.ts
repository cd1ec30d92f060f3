import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isAlive } from '../support/alive.js';
import { pidsIn, readJournal, small, tool } from '../support/mcp.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { mcpSession } from './mcp-session.js';

const done = { text: 'done' };
const errorsOf = (s: { server: { received(match: string): { params?: unknown }[] } }) =>
  s.server.received('error').map(({ params }) => params);

// C128
it('a server that hangs does not delay newConversation, and delays turns only shortly', async () => {
  const servers = (home: string) =>
    small('hangs', { hang: true, journal: `${home}/hangs` }) +
    small('works', { tools: [tool('echo')], journal: `${home}/works` });
  await using s = await mcpSession([done], servers, { keys: 'turnwire.mcp_turn_wait_ms = 1500\n' });
  const [pid] = await until('the server to hang', () => {
    const heard = readJournal(`${s.home}/hangs`);
    return heard.some(({ method }) => method === 'initialize') ? pidsIn(`${s.home}/hangs`) : undefined;
  });
  await until('the other to work', () => readJournal(`${s.home}/works`).some(({ method }) => method === 'tools/list'));
  // newConversation has answered, and a second one does, while the server is there and has said nothing.
  await s.begin();
  expect(isAlive(pid as number)).toBe(true);
  await s.say();
  await s.server.next('task_complete');
  expect(isAlive(pid as number)).toBe(true);
  expect(s.offered()).toEqual(['works__echo']);
  expect(errorsOf(s)).toEqual([]);
});

// C128
it('a server that ends at once is reported at once, with its exit code and its last output', async () => {
  const servers = () => small('broken', { exit: 3, says: 'no configuration found' }, 'startup_timeout_sec = 600');
  await using s = await mcpSession([], servers);
  const { params } = await s.server.next('error');
  expect(params).toEqual({
    id: '',
    msg: {
      type: 'error',
      message: 'MCP client for `broken` failed to start: the server ended with exit code 3: no configuration found',
    },
    conversationId: s.conversationId,
  });
});

it.each([
  [
    'a program that is missing',
    '[mcp_servers.x]\ncommand = "no-such-program"',
    /`x` failed to start: No such file or directory \(os error 2\): no-such-program$/,
  ],
  [
    'a name that cannot be one',
    '[mcp_servers."bad name!"]\ncommand = "true"',
    /`bad name!` failed to start: invalid server name 'bad name!': must match pattern \^\[a-zA-Z0-9_-\]\+\$$/,
  ],
  [
    'nobody at an address',
    '[mcp_servers.x]\nurl = "http://127.0.0.1:9/mcp"',
    /`x` failed to start: fetch failed: .*(ECONNREFUSED|bad port)/,
  ],
  ['an address that is none', '[mcp_servers.x]\nurl = "nowhere"', /`x` failed to start: Invalid URL$/],
  [
    'a token that is not there',
    '[mcp_servers.x]\nurl = "http://127.0.0.1:1/mcp"\nbearer_token_env_var = "NOT_SET"',
    /the environment variable NOT_SET \(`bearer_token_env_var`\) is not set$/,
  ],
  [
    'a time-out',
    small('slow', { hang: true }, 'startup_timeout_ms = 200'),
    /`slow` failed to start: request timed out after 0.2 s$/,
  ],
])('%s is an error event of the conversation, not of newConversation', async (_, servers, message) => {
  await using s = await mcpSession([], () => servers);
  const { params } = await s.server.next('error');
  expect(params).toMatchObject({ id: '', msg: { message: expect.stringMatching(message) } });
});

it('what the configuration gave a server does not reach the text of its failure', async () => {
  const servers = () => small('x', { exit: 1, says: 'bad key sk-very-secret' }, 'env = { KEY = "sk-very-secret" }');
  await using s = await mcpSession([], servers);
  const { params } = await s.server.next('error');
  expect(params).toMatchObject({ msg: { message: expect.stringMatching(/: bad key \[redacted\]$/) } });
});

it('one process for each configuration: shared, ended with its last conversation, and gone with the server', async () => {
  const servers = (home: string) => small('srv', { tools: [tool('echo')], journal: `${home}/journal` });
  await using s = await mcpSession([done, done], servers);
  const second = await s.begin();
  const other = await s.begin({ config: { 'mcp_servers.srv.env': { OTHER: '1' } } });
  await s.say('go', second);
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['srv__echo']);
  const pids = await until('both processes', () =>
    pidsIn(`${s.home}/journal`).length === 2 ? pidsIn(`${s.home}/journal`) : undefined,
  );
  const own = readJournal(`${s.home}/journal`).find(({ env }) => env?.includes('OTHER'))?.pid as number;
  await s.server.request('turnwire/closeConversation', { conversationId: other });
  await until('the process of its own to end', () => !isAlive(own));
  const [shared] = pids.filter((pid) => pid !== own) as [number];
  await s.server.request('turnwire/closeConversation', { conversationId: second });
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['srv__echo']);
  expect(isAlive(shared)).toBe(true);
  s.server.closeInput();
  expect(await s.server.exit).toEqual({ code: 0, signal: null });
  expect(pids.some(isAlive)).toBe(false);
});

/** The text of the journals of children. */
function writtenDown(home: string): string {
  const folder = `${home}/turnwire/children`;
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n');
}

it('a killed server leaves nothing running that the next one does not end', async () => {
  // It ignores that its stdin is closed.
  const script = 'trap "" HUP; echo $$ > "$0"; while :; do sleep 0.05; done';
  const servers = (home: string) =>
    `[mcp_servers.stays]\ncommand = "bash"\nargs = ["-c", ${JSON.stringify(script)}, "${home}/pid"]`;
  await using s = await mcpSession([], servers);
  const pid = await until('it to run', () =>
    existsSync(`${s.home}/pid`) ? Number(readFileSync(`${s.home}/pid`, 'utf8')) : 0,
  );
  await until('it to be written down', () => writtenDown(s.home).includes(String(pid)));
  s.server.kill('SIGKILL');
  await s.server.exit;
  expect(isAlive(pid)).toBe(true);
  await using next = await startServer({ home: s.home });
  await next.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await until('it to end', () => !isAlive(pid));
});

it('a server sees a short list of variables, those that it is to see, and those that are set for it', async () => {
  const more = 'env = { SET = "1" }\nenv_vars = ["NAMED"]\ncwd = "/"';
  await using s = await mcpSession([], (home) => small('srv', { journal: `${home}/journal` }, more), {
    env: { NAMED: 'n', OPENAI_API_KEY: 'sk-x', HIDDEN: 'h' },
  });
  const start = await until('it to start', () => readJournal(`${s.home}/journal`)[0]);
  expect(start).toMatchObject({ cwd: '/' });
  expect(start.env).toEqual(expect.arrayContaining(['HOME', 'LANG', 'NAMED', 'PATH', 'SET', 'TERM', 'TZ']));
  expect(start.env).not.toEqual(expect.arrayContaining(['HIDDEN']));
  expect(start.env).not.toEqual(expect.arrayContaining(['OPENAI_API_KEY']));
  expect(start.env).not.toEqual(expect.arrayContaining(['CODEX_HOME']));
});

// C128
it('names that models do not take are mended, every page is read, and schemas stay whole', async () => {
  const inputSchema = {
    type: 'object',
    properties: {
      unit: { type: 'string', enum: ['C', 'F'] },
      count: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
      of: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/place' }] },
    },
    required: ['unit'],
    $defs: { place: { type: 'object', properties: { name: { type: 'string' } } } },
  };
  const tools = [
    tool('has.dot/slash', { inputSchema }),
    tool('has_dot_slash'),
    tool('a_very_long_tool_name_that_goes_on_and_on_until_it_does_not_fit_any_more'),
    tool('no-schema', { inputSchema: undefined }),
    tool('plain', { description: undefined }),
  ];
  const reply = { calls: [{ name: 'srv__plain', args: { msg: 'x' }, callId: 'a' }] };
  await using s = await mcpSession([reply, done], () => small('srv', { tools, pageSize: 2, greet: true }));
  await s.say();
  await s.server.next('task_complete');
  const names = s.offered();
  expect(names).toHaveLength(5);
  expect(names).toEqual([...names].sort());
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  expect(names).toContain('srv__has_dot_slash');
  const mended = names.find((name) => /^srv__has_dot_slash[0-9a-f]{40}$/.test(name)) as string;
  expect(s.spec(mended)).toMatchObject({ strict: false, parameters: inputSchema });
  expect(s.spec('srv__no-schema')?.parameters).toEqual({ type: 'object', properties: {} });
  expect(s.spec('srv__plain')?.description).toBe('');
  expect((s.outputs() as string[])[0]).toContain('got');
});

it('tools that change are offered with the next request', async () => {
  const calls = { grow: { add: tool('more'), result: { content: [] } } };
  const reply = { calls: [{ name: 'srv__grow', args: {}, callId: 'a' }] };
  await using s = await mcpSession([reply, done], () => small('srv', { tools: [tool('grow')], calls }));
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered(0)).toEqual(['srv__grow']);
  expect(s.offered(1)).toEqual(['srv__grow', 'srv__more']);
});

it('only the tools that are enabled are offered, and none of a server that is not', async () => {
  const tools = [tool('a'), tool('b'), tool('c')];
  const servers = () =>
    small('one', { tools }, 'enabled_tools = ["a", "b"]\ndisabled_tools = ["b"]') +
    small('two', { tools }, 'enabled = false');
  const reply = { calls: [{ name: 'one__b', args: {}, callId: 'x' }] };
  await using s = await mcpSession([reply, done], servers);
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['one__a']);
  expect(s.outputs()).toEqual(['unsupported call: one__b']);
});

it('a turn that waits for a server can be interrupted', async () => {
  await using s = await mcpSession([], () => small('hangs', { hang: true }, 'startup_timeout_sec = 600'));
  await s.say();
  await s.server.next('task_started');
  await s.server.request('interruptConversation', { conversationId: s.conversationId });
  expect(s.server.received('turn_aborted')).toHaveLength(1);
});

it('a server that is ready late joins at a later turn', async () => {
  const servers = (home: string) =>
    small('late', { tools: [tool('echo')], waitFor: `${home}/go`, journal: `${home}/journal` });
  await using s = await mcpSession([done, done], servers, { keys: 'turnwire.mcp_turn_wait_ms = 0\n' });
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toEqual([]);
  writeFileSync(`${s.home}/go`, '');
  await until('the server to be ready', () =>
    readJournal(`${s.home}/journal`).some(({ method }) => method === 'tools/list'),
  );
  await s.begin(); // two exchanges later its list has been read
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['late__echo']);
});

it('a turn cannot change servers; a resumed conversation has the present ones, and unchanged ones keep running', async () => {
  const servers = (home: string) => small('one', { tools: [tool('a')], journal: `${home}/one` });
  await using s = await mcpSession([done, done], servers);
  const config = readFileSync(`${s.home}/config.toml`, 'utf8');
  writeFileSync(`${s.home}/config.toml`, config + small('two', { tools: [tool('b')] }));
  const settings = { cwd: s.server.work, approvalPolicy: 'never', sandboxPolicy: { mode: 'read-only' } };
  await s.server.request('sendUserTurn', {
    conversationId: s.conversationId,
    items: [{ type: 'text', data: { text: 'go' } }],
    ...settings,
    model: 'mock-model',
    summary: 'auto',
  });
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['one__a']);
  await s.server.request('resumeConversation', { path: s.rolloutPath, overrides: {} });
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['one__a', 'two__b']);
  expect(pidsIn(`${s.home}/one`)).toHaveLength(1);
});

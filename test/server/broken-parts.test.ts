import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { small, tool } from '../support/mcp.js';
import { type Server, startServer } from '../support/server.js';
import { mcpSession } from './mcp-session.js';
import { threadSession } from './v2/session.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const DONE = { text: 'done' };

const errorsOf = (server: Server): string[] =>
  server.received('error').map(({ params }) => (params as { msg: { message: string } }).msg.message);
const warningsOf = (server: Server): string[] =>
  server.received('turnwire/diagnostics').map(({ params }) => (params as { message: string }).message);

/** Entries `[mcp_servers.s]`, what is wrong with them, and below which key. */
const SERVERS = [
  ['args = []', 'invalid transport: neither `command` nor `url` in `mcp_servers.s`', ''],
  ['', 'invalid transport: neither `command` nor `url` in `mcp_servers.s`', ''],
  ['transport = "pigeon"', 'invalid transport: neither `command` nor `url` in `mcp_servers.s`', ''],
  ['command = "x"\nurl = "http://x"', 'url is not supported for stdio in `mcp_servers.s.url`', 'url'],
  ['command = "x"\nbearer_token = "t"', 'bearer_token is not supported for stdio', 'bearer_token'],
  ['url = "http://x"\nargs = []', 'args is not supported for streamable_http', 'args'],
  ['command = 5', 'expected string, received number in `mcp_servers.s.command`', 'command'],
  ['command = "x"\nargs = "-v"', 'expected array, received string in `mcp_servers.s.args`', 'args'],
  ['command = "x"\nenv = { A = 1 }', 'expected string, received number in `mcp_servers.s.env.A`', 'env.A'],
  ['command = "x"\nenabled = "yes"', 'expected boolean, received string in `mcp_servers.s.enabled`', 'enabled'],
  ['command = "x"\nstartup_timeout_sec = inf', 'in `mcp_servers.s.startup_timeout_sec`', 'startup_timeout_sec'],
  ['command = "x"\napproval = "sometimes"', 'expected one of auto, always, never', 'approval'],
  ['command = "x"\ntools = ["a"]', 'in `mcp_servers.s.tools`', 'tools'],
] as const;

it.each(SERVERS)(
  '%j is not a valid server: each conversation gets the reason, and the rest works (C292)',
  async (keys, reason) => {
    const servers = () => `[mcp_servers.s]\n${keys}\n${small('good', { tools: [tool('echo')] })}`;
    await using s = await mcpSession([DONE], servers);
    await s.begin();
    await s.server.until('both to be told', () => errorsOf(s.server).length === 2);
    const [first, second] = errorsOf(s.server);
    expect(first).toContain('MCP client for `s` failed to start: ');
    expect(first).toContain(reason);
    expect(first).toMatch(new RegExp(`at line \\d+, column \\d+ of ${join(s.home, 'config.toml')}$`));
    expect(second).toBe(first);
    await s.say();
    await s.server.next('task_complete');
    expect(s.offered()).toEqual(['good__echo']);
  },
);

it('each new thread is told that the MCP server has failed, and why (C292)', async () => {
  await using s = await threadSession({ config: '\n[mcp_servers.s]\ncommand = 5\n' });
  const told = (id: string) =>
    s.server
      .received('mcpServer/startupStatus/updated')
      .filter(({ params }) => (params as { threadId: string }).threadId === id);
  const { params } = await s.server.next('mcpServer/startupStatus/updated');
  expect(params).toMatchObject({
    threadId: s.threadId,
    name: 's',
    status: 'failed',
    error: expect.stringMatching(
      /^MCP client for `s` failed to start: expected string, received number in `mcp_servers.s.command` at line \d+/,
    ),
  });
  const { thread } = await s.server.request<{ thread: { id: string } }>('thread/start', {});
  await s.server.until('the second thread to be told', () => told(thread.id).length === 1);
});

it('its variable with a token is no part of the environment of commands, and its entry is in the list', async () => {
  const config =
    '[mcp_servers.s]\nurl = 5\nbearer_token_env_var = "MINE"\nenabled = ENABLED\n[shell_environment_policy]\nignore_default_excludes = false\n';
  for (const enabled of ['true', 'false']) {
    await using server = await startServer({
      config: config.replace('ENABLED', enabled),
      env: { MINE: 'secret', OTHER: 'plain' },
    });
    await server.request('initialize', INITIALIZE);
    const params = { command: ['env'], sandboxPolicy: { mode: 'danger-full-access' } };
    const { stdout } = await server.request<{ stdout: string }>('execOneOffCommand', params);
    expect(stdout).toContain('OTHER=plain');
    expect(stdout).not.toContain('secret');
    const listed = await runCommand(server.home, ['mcp', 'list']);
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^s +unusable +expected string/m) });
  }
});

it.each([
  ['mcp_servers = 5', 'mcp_servers'],
  ['[[mcp_servers]]\nname = "x"', 'mcp_servers'],
  ['profiles = 1', 'profiles'],
  ['model_providers = ["x"]', 'model_providers'],
  ['notify = "notify-send"', 'notify'],
  ['notify = [5]', 'notify'],
  ['projects = "all"', 'projects'],
  ['[projects]\n"/a" = "trusted"', 'projects./a'],
  ['[projects."/a"]\ntrust_level = 5', 'projects./a'],
  ['[mcp_servers.x]\nenabled = false\ncommand = 5', 'mcp_servers.x'],
  ['[turnwire]\nmcp_turn_wait_ms = "long"', 'turnwire.mcp_turn_wait_ms'],
])('%j has no effect, stops nothing, and is reported once (C292)', async (lines, key) => {
  await using server = await startServer({ config: `model = "m"\n${lines}\n` });
  await server.request('initialize', INITIALIZE);
  await server.request('newConversation', {});
  await server.request('newConversation', {});
  await server.request('getUserSavedConfig');
  const named = `1 setting of ${server.home}/config.toml is not known and has no effect: the value of \`${key}\` (line `;
  expect(warningsOf(server)).toEqual([expect.stringContaining(named)]);
});

it.each(['["trusted"]', '"trusted"'])('a project whose entry cannot be read is not trusted: %s', async (level) => {
  const servers = (home: string) =>
    `[mcp_servers.s]\ncommand = "sh"\nargs = ["-c", "pwd > ${home}/where.new && mv ${home}/where.new ${home}/where"]\n` +
    `[projects."${home}"]\ntrust_level = ${level}\n`;
  await using s = await mcpSession([], servers);
  // The first conversation, in another folder, starts its own.
  await s.server.until('the first server to end', () => errorsOf(s.server).length === 1);
  await s.begin({ cwd: s.home });
  await s.server.until('the second server to end', () => errorsOf(s.server).length === 2);
  const where = readFileSync(join(s.home, 'where'), 'utf8').trim();
  expect(where === s.home).toBe(level === '"trusted"');
});

it.each([
  ['[sandbox_workspace_write]\nwritable_roots = "/"', 'sandbox_workspace_write.writable_roots'],
  ['[sandbox_workspace_write]\nnetwork_access = "no"', 'sandbox_workspace_write.network_access'],
  ['sandbox_workspace_write = 1', 'sandbox_workspace_write'],
  ['[shell_environment_policy]\ninherit = "little"', 'shell_environment_policy.inherit'],
  ['[shell_environment_policy]\nexclude = "AWS_*"', 'shell_environment_policy.exclude'],
  ['[tools]\nview_image = "off"', 'tools.view_image'],
  ['tools = "none"', 'tools'],
  ['experimental_instructions_file = "/nowhere"', 'experimental_instructions_file'],
])('%j is refused with each conversation, and the server runs (C283)', async (lines, key) => {
  await using server = await startServer({ config: `model = "m"\n${lines}\n` });
  await server.request('initialize', INITIALIZE);
  for (let n = 0; n < 2; n++) {
    const { data } = await server.refused('newConversation', {});
    expect(data).toMatchObject({ code: 'config_invalid', key });
  }
  await server.request('getUserAgent');
});

it('a limit that cannot be read does not lift those of accounts', async () => {
  await using server = await startServer({ config: 'sandbox_mode = "x"\nforced_login_method = "chatgpt"\n' });
  await server.request('initialize', INITIALIZE);
  const refused = await server.refused('loginApiKey', { apiKey: 'sk-x' });
  expect(refused.message).toContain('does not allow to sign in with an API key');
});

it('a request that names such a server itself is refused', async () => {
  await using server = await startServer({ config: '[mcp_servers.x]\nargs = 1\n' });
  await server.request('initialize', INITIALIZE);
  const refused = await server.refused('newConversation', { config: { 'mcp_servers.s': { command: 5 } } });
  expect(refused.data).toMatchObject({ code: 'config_invalid', key: 'mcp_servers.s.command' });
  await server.request('newConversation', { config: { 'mcp_servers.x.enabled': true } });
});

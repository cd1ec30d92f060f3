import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startModelPeer } from '../support/model-peer.js';
import { type ServerOptions, startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };

test('keys that are not known are reported once, after the first reply that saw them, with the keys that were meant', async () => {
  const config = 'model = "m"\naproval_policy = "never"\nfrobnicate = true\n\n[tools]\nmodel = "x"\nviewimage = true\n';
  await using server = await startServer({ config, env: { TURNWIRE_LOG: 'warn' } });
  const file = join(server.home, 'config.toml');
  await server.request('initialize', INITIALIZE);
  await server.request('getUserSavedConfig');
  const { conversationId } = await server.request('newConversation', {});
  const messages = () =>
    server.received('turnwire/diagnostics').map(({ params }) => (params as { message: string }).message);
  const expected = [
    `4 settings of ${file} are not known and have no effect: \`aproval_policy\` (line 2; did you mean \`approval_policy\`?), ` +
      '`tools.model` (line 6; `model` is a key of the top level and must stand above the first [table]), ' +
      '`tools.viewimage` (line 7; did you mean `tools.view_image`?), `frobnicate` (line 3).',
  ];
  await server.until('the last finding', () => messages().length >= expected.length);
  expect(messages()).toEqual(expected);
  expect(server.received('turnwire/diagnostics')[0]?.params).not.toHaveProperty('conversationId');
  const order = server.received().map((m) => m.method ?? m.id);
  expect(order.slice(0, 4)).toEqual([1, 2, 3, 'turnwire/diagnostics']);

  // Moved by a line, it is the same mistake still.
  writeFileSync(file, `# mine\n${config}`);
  await server.request('newConversation', { config: { reviewmodel: 'x', 'turnwire.scirpt': 'x' } });
  await server.request('archiveConversation', { conversationId, rolloutPath: '/nowhere' }).catch(() => {});
  expect(messages().slice(expected.length)).toEqual([
    '2 settings are not known and have no effect: `reviewmodel` (did you mean `review_model`?), `turnwire.scirpt` (did you mean `turnwire.script`?).',
  ]);
  server.closeInput();
  await server.exit;
  expect(server.stderr.match(/aproval_policy/g)).toHaveLength(1);
});

test('a resumed conversation reports them as well, and -c counts', async () => {
  await using first = await startServer({ config: '' });
  await first.request('initialize', INITIALIZE);
  const { rolloutPath } = await first.request('newConversation', {});
  first.closeInput();
  await first.exit;
  await using server = await startServer({ home: first.home, args: ['-c', 'modle=x'] });
  await server.request('initialize', INITIALIZE);
  await server.request('resumeConversation', { path: rolloutPath });
  expect((await server.next('turnwire/diagnostics')).params).toEqual({
    level: 'warning',
    message: '1 setting is not known and has no effect: `modle` (did you mean `model`?).',
  });
});

test('what the reference knows and this server does not use is no finding, nor is what stands in a free table', async () => {
  const config = `model = "m"
review_model = "x"
model_max_output_tokens = 1000
model_reasoning_summary_format = "experimental"
hide_agent_reasoning = true
chatgpt_base_url = "https://example.org"
instructions = "x"
file_opener = "cursor"
disable_paste_burst = true
experimental_use_exec_command_tool = true
experimental_use_unified_exec_tool = true
experimental_use_freeform_apply_patch = true
windows_wsl_setup_acknowledged = true
[tui]
notifications = ["a"]
theme = { name = "x" }
[otel]
exporter = { otlp-http = { endpoint = "x" } }
[projects."/a/b"]
trust_level = "trusted"
[shell_environment_policy.set]
WHATEVER = "x"
[model_providers.any.http_headers]
x-any = "x"
[model_providers.any]
name = "Any"
[profiles.p]
model = "x"
`;
  await using server = await startServer({ config });
  await server.request('initialize', INITIALIZE);
  await server.request('newConversation', {});
  await server.request('getUserAgent');
  expect(server.received('turnwire/diagnostics')).toEqual([]);
});

/** The warnings of a server that carries out one turn. */
async function warnings(config: string, options: ServerOptions = {}, params: object = {}): Promise<string[]> {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using server = await startServer({ ...options, config: `${config}\n${peer.config()}` });
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', params);
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hello' } }] });
  await server.next('task_complete');
  return server.received('turnwire/diagnostics').map((m) => (m.params as { message: string }).message);
}

test('a configuration of codex 0.171 gives one warning, and a turn is carried out (C291)', async () => {
  const text = readFileSync('test/fixtures/config-0.171.toml', 'utf8');
  const config = text.replace(/^(?:model|model_provider|approval_policy|sandbox_mode) = .*\n/gm, '');
  // The settings of the model peer stand at the top level, before the tables.
  await using peer = await startModelPeer([{ text: 'done' }]);
  const [top, provider] = peer.config().split('[model_providers');
  await using server = await startServer({ config: `${top}\n${config}\n[model_providers${provider}` });
  await server.request('initialize', INITIALIZE);
  const started = await server.request<{ conversationId: string }>('newConversation', {});
  expect(started).toMatchObject({ reasoningEffort: 'xhigh' });
  const { conversationId } = started;
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hello' } }] });
  await server.next('task_complete');
  const messages = server.received('turnwire/diagnostics').map((m) => (m.params as { message: string }).message);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/^\d\d settings of .* are not known and have no effect: .* and \d\d more\.$/);
  expect(messages[0]).not.toContain('did you mean');
  expect(messages[0]?.match(/line \d+/g)).toHaveLength(10);
});

test.each([
  ['model_verbosity = "ultra"', 'the value of `model_verbosity` (line 1)'],
  ['model_reasoning_summary = "full"', 'the value of `model_reasoning_summary` (line 1)'],
  ['tools = { web_search = { context_size = "low" } }', 'the value of `tools.web_search` (line 1)'],
  ['profiles.p = { model_verbosity = "ultra" }', 'the value of `profiles.p.model_verbosity` (line 1)'],
  ['service_tier = { name = "fast" }', 'the value of `service_tier` (line 1)'],
  ['notifications = ["a"]', '`notifications` (line 1)'],
])('%s counts as not set', async (line, named) => {
  expect(await warnings(line)).toEqual([expect.stringContaining(`1 setting of `)]);
  expect((await warnings(line))[0]).toContain(`is not known and has no effect: ${named}.`);
});

test.each([
  ['modle_provider', 'model_provider'],
  ['sandbox_mod', 'sandbox_mode'],
  ['aproval_policy', 'approval_policy'],
  ['notfy', 'notify'],
  ['profiel', 'profile'],
  ['mcp_server', 'mcp_servers'],
])('%s is a misspelt %s, and comes first', async (key, meant) => {
  const [message] = await warnings(`notice = 1\n${key} = "x"\nplugins = 2`);
  expect(message).toContain(`no effect: \`${key}\` (line 2; did you mean \`${meant}\`?), \`notice\` (line 1), `);
});

test.each([
  'tui = 1',
  'history = "none"',
  'otel = false',
  'file_opener = "ed"',
  'review_model = ["a"]',
  'hide_agent_reasoning = {}',
])('what is for other programs may be anything: %s', async (line) => {
  expect(await warnings(line)).toEqual([]);
});

test.each(['"sometimes"', '5', '{ granular = { rules = true } }', '["never"]', 'false'])(
  'a policy that cannot be read is refused with each conversation, and the server runs: %s (C283)',
  async (value) => {
    for (const key of ['approval_policy', 'sandbox_mode']) {
      await using server = await startServer({ config: `model = "m"\n${key} = ${value}` });
      await server.request('initialize', INITIALIZE);
      const { data } = await server.refused('newConversation', {});
      expect(data).toMatchObject({ code: 'config_invalid', key, line: 2 });
      await server.request('getUserAgent');
    }
  },
);

test.each([
  ['a provider without a name', '[model_providers.x]\nbase_url = "u"\n', 'model_providers.x'],
  ['a provider of another wire', '[model_providers.x]\nname = "X"\nwire_api = "grpc"\n', 'model_providers.x'],
  ['a provider that is no table', 'model_providers = { x = 5 }\n', 'model_providers.x'],
  ['a provider with a key that is no text', '[model_providers.x]\nname = "X"\nenv_key = 5\n', 'model_providers.x'],
  ['a server without a program', '[mcp_servers.x]\nenabled = false\n', 'mcp_servers.x'],
  [
    'a server with an address and a program',
    '[mcp_servers.x]\nenabled = false\nurl = "u"\ncommand = "c"\n',
    'mcp_servers.x',
  ],
  [
    'a server whose words are numbers',
    '[mcp_servers.x]\nenabled = false\ncommand = "c"\nargs = [1]\n',
    'mcp_servers.x',
  ],
])('%s that is not in force stops nothing, and is reported once', async (_, config, key) => {
  await using server = await startServer({ config: `model = "m"\n${config}` });
  await server.request('initialize', INITIALIZE);
  await server.request('newConversation', {});
  await server.request('newConversation', {});
  await server.request('getUserSavedConfig');
  const messages = server.received('turnwire/diagnostics').map(({ params }) => (params as { message: string }).message);
  expect(messages).toEqual([expect.stringMatching(new RegExp(`^1 setting of .* \`${key.replace('.', '\\.')}\``))]);
});

test('a provider that cannot be used is refused with the conversation that names it', async () => {
  const config = '[model_providers.x]\nname = "X"\nwire_api = "grpc"\n';
  await using server = await startServer({ config });
  await server.request('initialize', INITIALIZE);
  const refused = await server.refused('newConversation', { config: { model_provider: 'x' } });
  expect(refused.message).toContain('model_providers.x.wire_api');
  await server.request('newConversation', {});
});

test('the key of a provider that cannot be used is no part of the environment of commands', async () => {
  const config = '[model_providers.x]\nenv_key = "MINE"\n[shell_environment_policy]\nignore_default_excludes = false\n';
  await using server = await startServer({ config, env: { MINE: 'secret', OTHER: 'plain' } });
  await server.request('initialize', INITIALIZE);
  const { stdout } = await server.request<{ stdout: string }>('execOneOffCommand', {
    command: ['env'],
    sandboxPolicy: { mode: 'danger-full-access' },
  });
  expect(stdout).toContain('OTHER=plain');
  expect(stdout).not.toContain('secret');
});

test.each([
  ['cli_auth_credentials_store = "ephemeral"', true],
  ['forced_chatgpt_workspace_id = ["a", "b"]', true],
  ['forced_chatgpt_workspace_id = []', true],
  ['forced_chatgpt_workspace_id = 5', false],
  ['cli_auth_credentials_store = "cloud"', false],
])('%s lets the server start: %s', async (config, starts) => {
  await using server = await startServer({ config: `${config}\n` });
  await server.call('initialize', INITIALIZE);
  expect('result' in (await server.call('newConversation', {}))).toBe(starts);
});

test('a sign-in that is kept nowhere is used, and not stored', async () => {
  await using server = await startServer({ config: 'cli_auth_credentials_store = "ephemeral"\n' });
  await server.request('initialize', INITIALIZE);
  await server.request('loginApiKey', { apiKey: 'sk-short-lived' });
  expect(await server.request('getAuthStatus', { includeToken: true })).toMatchObject({ authToken: 'sk-short-lived' });
  expect(existsSync(join(server.home, 'auth.json'))).toBe(false);
  await server.request('logoutChatGpt');
  expect(await server.request('getAuthStatus', { includeToken: true })).not.toHaveProperty('authToken');
});

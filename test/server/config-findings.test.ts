import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };

test('a key that is not known is told once, after the first reply that saw it, with the key that was meant', async () => {
  const config = 'model = "m"\naproval_policy = "never"\nfrobnicate = true\n\n[tools]\nmodel = "x"\nviewimage = true\n';
  await using server = await startServer({ config, env: { TURNWIRE_LOG: 'warn' } });
  const file = join(server.home, 'config.toml');
  await server.request('initialize', INITIALIZE);
  await server.request('getUserSavedConfig');
  const { conversationId } = await server.request('newConversation', {});
  const messages = () =>
    server.received('turnwire/diagnostics').map(({ params }) => (params as { message: string }).message);
  const expected = [
    `The setting \`aproval_policy\` is not known and has no effect (line 2 of ${file}); did you mean \`approval_policy\`?`,
    `The setting \`frobnicate\` is not known and has no effect (line 3 of ${file}).`,
    `The setting \`tools.model\` is not known and has no effect (line 6 of ${file}); \`model\` is a key of the top level and must stand above the first [table]`,
    `The setting \`tools.viewimage\` is not known and has no effect (line 7 of ${file}); did you mean \`tools.view_image\`?`,
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
    'The setting `reviewmodel` is not known and has no effect; did you mean `review_model`?',
    'The setting `turnwire.scirpt` is not known and has no effect; did you mean `turnwire.script`?',
  ]);
  server.closeInput();
  await server.exit;
  expect(server.stderr.match(/aproval_policy/g)).toHaveLength(1);
});

test('a resumed conversation tells as well, and -c counts', async () => {
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
    message: 'The setting `modle` is not known and has no effect; did you mean `model`?',
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

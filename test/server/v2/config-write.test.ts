import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConfigReadResponse, ConfigWriteResponse } from '../../../generated-types/v2/index.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE } from './session.js';

const CONFIG = `# mine
model = "rose" # why

[mcp_servers.one] # the first
command = "one"
enabled = false

[hooks.state]
"a.b" = { trusted = true }
`;

async function start(config = CONFIG, more: { home?: string; args?: readonly string[] } = {}) {
  const server = await startServer({ ...(more.home === undefined ? { config } : {}), ...more });
  await server.request('initialize', INITIALIZE);
  const file = join(server.home, 'config.toml');
  return { server, text: () => readFile(file, 'utf8'), file };
}

const value = (server: Server, keyPath: string, given: unknown, more: object = {}) =>
  server.request<ConfigWriteResponse>('config/value/write', {
    keyPath,
    value: given,
    mergeStrategy: 'replace',
    ...more,
  });
const batch = (server: Server, edits: readonly (readonly [string, unknown])[], more: object = {}) =>
  server.request<ConfigWriteResponse>('config/batchWrite', {
    edits: edits.map(([keyPath, given]) => ({ keyPath, value: given, mergeStrategy: 'replace' })),
    ...more,
  });
const versionIn = async (server: Server) =>
  (await server.request<ConfigReadResponse>('config/read', { includeLayers: true })).layers?.[0]?.version;

test('values are written, and the rest of the file stays as it is', async () => {
  const { server, text, file } = await start();
  await using _ = server;
  const written = await value(server, 'model', 'tulip');
  expect(written).toEqual({ status: 'ok', version: await versionIn(server), filePath: file, overriddenMetadata: null });
  expect(await text()).toBe(CONFIG.replace('"rose"', '"tulip"'));
  await batch(server, [
    ['mcp_servers.one.enabled', true],
    ['garden.two', { kind: 'two', beds: ['a', 1, { b: 2.5 }], env: { KEY: null } }],
    ['hooks.state."x/y:0"', { trusted: false }],
    ['model', null],
  ]);
  expect(await text()).toBe(`# mine
# why

[mcp_servers.one] # the first
command = "one"
enabled = true

[hooks.state]
"a.b" = { trusted = true }
"x/y:0" = { trusted = false }

[garden]
two = { kind = "two", beds = ["a", 1, { b = 2.5 }], env = {} }
`);
  const removed = await value(server, 'mcp_servers.one', null);
  expect(await text()).not.toContain('command = "one"');
  expect(await text()).toContain('# the first');
  expect(await value(server, 'mcp_servers.one', null)).toEqual(removed);
});

test('other keys of a table stay or go, as the client wants', async () => {
  const { server, text } = await start('[tools]\nview_image = true # seen\n');
  await using _ = server;
  await value(server, 'tools', { web_search: true }, { mergeStrategy: 'upsert' });
  expect(await text()).toBe('[tools]\nview_image = true # seen\nweb_search = true\n');
  await value(server, 'tools', { web_search: false });
  expect(await text()).toBe('[tools]\n# seen\nweb_search = false\n');
});

test('a write is refused when the file has changed, is at fault, or is another one', async () => {
  const { server, text, file } = await start();
  await using _ = server;
  const version = await versionIn(server);
  await writeFile(file, CONFIG.replace('"rose"', '"lily"'));
  const edit = (keyPath: string, given: unknown) => ({ keyPath, value: given, mergeStrategy: 'replace' });
  const refused = (edits: object[], more: object = {}) => server.refused('config/batchWrite', { edits, ...more });
  expect(await refused([edit('model', 'x')], { expectedVersion: version })).toEqual({
    code: -32600,
    message: 'Configuration was modified since last read. Fetch latest version and retry.',
    data: { code: 'config_conflict', config_write_error_code: 'configVersionConflict' },
  });
  const both = await refused([edit('model', 'x'), edit('approval_policy', 'bogus')]);
  expect(both).toMatchObject({ data: { code: 'config_invalid', config_write_error_code: 'configValidationError' } });
  expect(both.message).toMatch(/^Invalid configuration: .*`approval_policy`/);
  expect((await refused([edit('', 'x')])).message).toBe('keyPath must not be empty');
  expect((await refused([edit('notify', [null])])).message).toContain('null is no value of a list');
  expect((await refused([edit('model.below', 'x')])).message).toContain('`model` is not a table');
  expect(await refused([edit('model', 'x')], { filePath: '/etc/codex/config.toml' })).toMatchObject({
    message: 'Only writes to the user config are allowed',
    data: { code: 'config_read_only', config_write_error_code: 'configLayerReadonly' },
  });
  expect(await text()).toBe(CONFIG.replace('"rose"', '"lily"'));
  const now = await versionIn(server);
  const unchanged = await batch(server, [], { expectedVersion: now, filePath: file, reloadUserConfig: true });
  expect(unchanged.version).toBe(now);
});

test('a value that the command line sets otherwise is written, and the answer says so', async () => {
  const { server, text } = await start('', { args: ['-c', 'model="tulip"'] });
  await using _ = server;
  const { status, overriddenMetadata } = await value(server, 'model', 'rose');
  expect(status).toBe('okOverridden');
  expect(overriddenMetadata).toMatchObject({
    overridingLayer: { name: { type: 'sessionFlags' } },
    effectiveValue: 'tulip',
  });
  expect(await text()).toBe('model = "rose"\n');
});

test('two servers that write at once lose nothing', async () => {
  const one = await start('# shared\n');
  await using first = one.server;
  const two = await start('', { home: first.home });
  await using second = two.server;
  const writes = Array.from({ length: 20 }, (_, i) => [
    value(first, `garden.first${i}`, i),
    value(second, `garden.second${i}`, i),
  ]);
  await Promise.all(writes.flat());
  const { config } = await first.request<ConfigReadResponse>('config/read', {});
  expect(Object.keys((config as unknown as { garden: object }).garden)).toHaveLength(40);
  expect(await one.text()).toMatch(/^# shared\n/);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConfigReadResponse } from '../../../generated-types/v2/index.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE } from './session.js';

const CONFIG = `model = "rose"
approval_policy = "on-request"
[sandbox_workspace_write]
network_access = true
[tools]
web_search = true
[garden]
beds = [1, 2]
sown = 2024-05-01
[model_providers.local]
name = "Local"
`;

async function start(config: string, args: readonly string[] = []) {
  const server = await startServer({ config, args });
  await server.request('initialize', INITIALIZE);
  return server;
}

const read = (server: Server, params: object = { includeLayers: true }) =>
  server.request<ConfigReadResponse>('config/read', params);

test('config/read spells out what is known and passes on the rest', async () => {
  await using server = await start(CONFIG);
  const { config, layers, origins } = await read(server, {});
  expect(config).toMatchObject({
    model: 'rose',
    approval_policy: 'on-request',
    review_model: null,
    tools: { web_search: null },
    sandbox_workspace_write: { writable_roots: [], network_access: true, exclude_slash_tmp: false },
    garden: { beds: [1, 2], sown: '2024-05-01' },
    model_providers: { local: { name: 'Local' } },
  });
  expect(layers).toBeNull();
  expect(Object.keys(origins)).toContain('garden.beds.1');
});

test('layers come strongest first, with the version of their content', async () => {
  await using server = await start(CONFIG, ['-c', 'model="tulip"', '-c', 'garden.size=3']);
  const { config, layers, origins } = await read(server);
  expect(config).toMatchObject({ model: 'tulip', garden: { beds: [1, 2], size: 3 } });
  expect(layers?.map(({ name }) => name)).toEqual([
    { type: 'sessionFlags' },
    { type: 'user', file: join(server.home, 'config.toml'), profile: null },
    { type: 'system', file: '/etc/codex/config.toml' },
  ]);
  const [flags, user] = layers ?? [];
  expect(flags?.config).toEqual({ model: 'tulip', garden: { size: 3 } });
  expect(user?.config).toMatchObject({ model: 'rose', tools: { web_search: true } });
  expect(origins.model).toEqual({ name: flags?.name, version: flags?.version });
  expect(origins.approval_policy).toEqual({ name: user?.name, version: user?.version });
  await writeFile(join(server.home, 'config.toml'), CONFIG.replace('[tools]', '# a remark\n[tools]'));
  expect((await read(server)).layers?.[1]?.version).toBe(user?.version);
  await writeFile(join(server.home, 'config.toml'), CONFIG.replace('"rose"', '"lily"'));
  expect((await read(server)).layers?.[1]?.version).not.toBe(user?.version);
});

test('a configuration that is broken is refused with the place', async () => {
  await using server = await start(CONFIG);
  await read(server);
  await writeFile(join(server.home, 'config.toml'), 'model = "a"\n  key with no value\n');
  const unreadable = await server.refused('config/read', {});
  expect(unreadable).toMatchObject({ code: -32603, data: { code: 'config_unreadable' } });
  expect(unreadable.message).toMatch(/^failed to read configuration layers: .*line 2/);
  await writeFile(join(server.home, 'config.toml'), 'approval_policy = "bogus"\n');
  const invalid = await server.refused('config/read', {});
  expect(invalid).toMatchObject({ data: { code: 'config_invalid' } });
  expect(invalid.message).toMatch(/^invalid configuration: .*`approval_policy`/);
  expect(await server.request('configRequirements/read')).toEqual({
    supportsIndependentSpeedModes: false,
    requirements: null,
  });
});

test('the profile in force counts', async () => {
  await using server = await start('profile = "p"\nmodel = "a"\n[profiles.p]\nmodel = "b"\n');
  expect((await read(server)).config).toMatchObject({ model: 'b', profile: 'p' });
});

test('without hooks in the configuration, no folder has any', async () => {
  await using server = await start('');
  const row = { hooks: [], warnings: [], errors: [] };
  expect(await server.request('hooks/list', { cwds: ['/nowhere'] })).toEqual({ data: [{ cwd: '/nowhere', ...row }] });
  expect(await server.request('hooks/list', {})).toEqual({ data: [{ cwd: server.work, ...row }] });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  ExperimentalFeatureListResponse,
  ModelProviderConfigWriteResponse,
  ModelProviderListResponse,
} from '../../../generated-types/v2/index.js';
import { ReplyError, startServer } from '../../support/server.js';
import { INITIALIZE } from './session.js';

const CONFIG = `# my settings
model_provider = "garden"

[model_providers.garden]
name = "Garden" # mine
base_url = "http://localhost:1/v1"
wire_api = "responses"
env_key = "GARDEN_KEY"

[features]
goals = false
`;

async function session(args: readonly string[] = []) {
  const server = await startServer({ config: CONFIG, args });
  await server.request('initialize', INITIALIZE);
  const write = (settings: object) =>
    server.request<ModelProviderConfigWriteResponse>('modelProvider/config/write', {
      settings: { type: 'customGateway', ...settings },
    });
  return {
    server,
    write,
    list: () => server.request<ModelProviderListResponse>('modelProvider/list', {}),
    file: () => readFileSync(join(server.home, 'config.toml'), 'utf8'),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof ReplyError)) throw new Error('it was not refused');
  return error.error;
};

const GARDEN = {
  id: 'garden',
  name: 'Garden',
  canEdit: true,
  baseUrl: 'http://localhost:1/v1',
  settings: { type: 'customGateway', auth: { mode: 'environmentVariable', envKey: 'GARDEN_KEY' } },
};

test('the model providers of the configuration are listed, with the default one', async () => {
  await using s = await session();
  const { data, defaultProviderId, canChangeDefault } = await s.list();
  expect(data).toEqual([
    GARDEN,
    { id: 'openai', name: 'OpenAI', canEdit: false, baseUrl: null, settings: { type: 'openai' } },
  ]);
  expect({ defaultProviderId, canChangeDefault }).toEqual({ defaultProviderId: 'garden', canChangeDefault: true });
});

test('a provider of the command line cannot be replaced as the default one', async () => {
  await using s = await session(['-c', 'model_provider="openai"']);
  expect(await s.list()).toMatchObject({ defaultProviderId: 'openai', canChangeDefault: false });
});

test('another default is written, and the rest of the file stays', async () => {
  await using s = await session();
  const written = await s.server.request('modelProvider/default/set', { providerId: 'openai' });
  expect(written).toMatchObject({ status: 'ok', filePath: join(s.server.home, 'config.toml') });
  expect(s.file()).toBe(CONFIG.replace('model_provider = "garden"', 'model_provider = "openai"'));
  expect(await s.list()).toMatchObject({ defaultProviderId: 'openai' });
  expect(await refusal(s.server.request('modelProvider/default/set', { providerId: 'nope' }))).toMatchObject({
    code: -32600,
    message: 'Model provider `nope` is not configured.',
    data: { config_write_error_code: 'configValidationError' },
  });
});

test('a provider is added under an id of its name, and changed member by member', async () => {
  await using s = await session();
  const added = await s.write({ name: 'Our Garden', baseUrl: 'https://there/v1', envKey: 'KEY' });
  expect(added.provider).toMatchObject({ id: 'our-garden', name: 'Our Garden', baseUrl: 'https://there/v1' });
  expect((await s.write({ name: 'Our garden!', baseUrl: 'https://there/v1' })).provider.id).toBe('our-garden-2');
  const changed = await s.write({ providerId: 'our-garden', envKey: null, name: 'Beds' });
  expect(changed.provider).toEqual({
    ...added.provider,
    name: 'Beds',
    settings: { type: 'customGateway', auth: { mode: 'none' } },
  });
  expect(s.file()).toContain('name = "Garden" # mine');
  await s.server.request('thread/start', { modelProvider: 'our-garden' });
});

test.each<[object, string]>([
  [{ baseUrl: 'https://x/v1' }, 'Enter a provider name.'],
  [{ name: 'x' }, 'A base URL is required to create a custom provider.'],
  [
    { name: 'x', baseUrl: 'https://me:secret@x/v1' },
    'Enter an HTTP(S) base URL without credentials, a query, or a fragment.',
  ],
  [{ name: 'x', baseUrl: 'file:///etc' }, 'Enter an HTTP(S) base URL without credentials, a query, or a fragment.'],
  [{ name: 'x', baseUrl: 'https://x', envKey: 'a b' }, 'Invalid API key environment variable name.'],
  [{ providerId: 'nope', name: 'x', baseUrl: 'https://x' }, 'Unknown provider ID.'],
  [{ providerId: 'openai', name: 'x' }, 'A custom provider or gateway cannot use a built-in provider ID.'],
  [{ type: 'gcp', providerId: 'gcp' }, 'Model providers of the kind `gcp` are not supported.'],
])('a provider is refused: %j', async (settings, message) => {
  await using s = await session();
  expect((await refusal(s.write(settings))).message).toBe(message);
  expect(s.file()).toBe(CONFIG);
});

test('the features that mean something are listed; none is switched while the server runs', async () => {
  await using s = await session();
  const list = (params: object = {}) =>
    s.server.request<ExperimentalFeatureListResponse>('experimentalFeature/list', params);
  const { data } = await list();
  expect(data.find(({ name }) => name === 'goals')).toMatchObject({ enabled: false, defaultEnabled: true });
  expect(data.find(({ name }) => name === 'request_permissions_tool')).toMatchObject({ enabled: false });
  const page = await list({ limit: 1 });
  expect([...page.data, ...(await list({ cursor: page.nextCursor })).data]).toEqual(data);
  const enablement = { goals: true, nope: true };
  expect(await s.server.request('experimentalFeature/enablement/set', { enablement })).toEqual({ enablement: {} });
});

test('apps and plugins are none', async () => {
  await using s = await session();
  const { server } = s;
  expect(await server.request('app/list', {})).toEqual({ data: [], nextCursor: null });
  expect(await server.request('app/installed', {})).toEqual({ apps: [] });
  expect(await server.request('app/read', { appIds: ['x'] })).toEqual({ apps: [], missingAppIds: ['x'] });
  const none = { marketplaces: [], marketplaceLoadErrors: [] };
  expect(await server.request('plugin/list', {})).toEqual({ ...none, featuredPluginIds: [] });
  expect(await server.request('plugin/installed', {})).toEqual(none);
});

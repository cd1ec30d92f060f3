import { expect, test } from 'vitest';
import type { Model } from '../../../generated-types/v2/index.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE, threadSession } from './session.js';

interface Page {
  readonly data: Model[];
  readonly nextCursor: string | null;
}

async function start(config = '') {
  const server = await startServer({ config });
  await server.request('initialize', INITIALIZE);
  return server;
}

const list = (server: Server, params: object = {}) => server.request<Page>('model/list', params);
const names = ({ data }: Page) => data.map(({ model }) => model);

test('the pages of model/list put together are the whole list', async () => {
  await using server = await start('model = "gpt-5.5"\n');
  const { data, nextCursor } = await list(server);
  expect(nextCursor).toBeNull();
  const pages: Model[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: Page = await list(server, { cursor, limit: 3 });
    pages.push(...page.data);
    cursor = page.nextCursor;
  }
  expect(pages).toEqual(data);
  expect(await list(server, { limit: 0 })).toMatchObject({ data: [data[0]], nextCursor: '1' });
  expect(await list(server, { cursor: String(data.length) })).toEqual({ data: [], nextCursor: null });
});

test.each([
  ['zz', 'invalid cursor: zz'],
  ['-1', 'invalid cursor: -1'],
  ['9999', 'cursor 9999 exceeds total models 11'],
])('the cursor %s is refused', async (cursor, message) => {
  await using server = await start('model = "gpt-5.5"\n');
  expect(await server.refused('model/list', { cursor })).toMatchObject({ code: -32600, message });
});

test('the model that threads begin with is listed, and is the default', async () => {
  await using server = await start('model = "gpt-5.5"\n');
  const known = await list(server);
  expect(known.data.filter(({ isDefault }) => isDefault).map(({ model }) => model)).toEqual(['gpt-5.5']);
  const all = await list(server, { includeHidden: true });
  expect(names(all).length).toBeGreaterThan(names(known).length);
  expect(all.data.filter(({ hidden }) => !hidden)).toEqual(known.data);
  await using own = await start('model = "rose-2"\n');
  const [first, ...others] = (await list(own)).data;
  expect(first).toMatchObject({ id: 'rose-2', model: 'rose-2', isDefault: true, hidden: false });
  expect(others).toEqual(known.data.map((model) => ({ ...model, isDefault: false })));
});

test('without a model in the configuration, threads begin with that of 0.171 and conversations with that of 0.44', async () => {
  await using server = await start();
  const { data } = await list(server);
  expect(data.filter(({ isDefault }) => isDefault).map(({ model }) => model)).toEqual(['gpt-6.2-sol']);
  expect(await server.request('thread/start', {})).toMatchObject({ model: 'gpt-6.2-sol' });
  expect(await server.request('newConversation', {})).toMatchObject({ model: 'gpt-5-codex' });
});

test('models that run in code mode in 0.171 get the plain tools', async () => {
  await using s = await threadSession({ replies: [{ text: 'ok' }], params: { model: 'gpt-6.2-sol' } });
  await s.turn();
  const tools = s.peer.requests[0]?.body.tools as { name?: string }[];
  expect(tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['exec_command', 'write_stdin', 'apply_patch', 'update_plan', 'view_image']),
  );
});

test('the scripted provider lists its own model alone', async () => {
  await using server = await start('model_provider = "scripted"\nmodel = "played"\n');
  expect(names(await list(server))).toEqual(['played']);
  expect(await server.request('modelProvider/capabilities/read', {})).toEqual({
    imageGeneration: false,
    webSearch: false,
  });
});

test('a configuration that cannot be used is the answer', async () => {
  await using server = await start('sandbox_mode = "castle"\n');
  const { data } = await server.refused('model/list', {});
  expect(data).toMatchObject({ code: 'config_invalid' });
});

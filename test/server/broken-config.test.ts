import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const GOOD = 'model = "some-model"\nmodel_provider = "scripted"\n';
const BROKEN = 'model = \n';

it('a config.toml that breaks while the server runs is named where it is needed, and works again once mended', async () => {
  await using server = await startServer({ config: GOOD });
  const file = join(server.home, 'config.toml');
  await server.request('initialize', INITIALIZE);
  expect(await server.request('newConversation', {})).toMatchObject({ model: 'some-model' });

  await writeFile(file, BROKEN);
  const refused = await server.refused('newConversation', {});
  expect(refused).toMatchObject({ code: -32600, data: { code: 'config_invalid' } });
  expect(refused.message).toMatch(/^error deriving config: /);
  const unreadable = await server.refused('getUserSavedConfig');
  expect(unreadable).toMatchObject({ code: -32603, data: { code: 'config_unreadable' } });
  expect(unreadable.message).toMatch(/^failed to load config.toml: /);

  await writeFile(file, GOOD.replace('some', 'other'));
  expect(await server.request('newConversation', {})).toMatchObject({ model: 'other-model' });
});

it.each([
  ['cannot be parsed', BROKEN],
  ['has a value of the wrong type', 'model = 5\n'],
  ['names a profile that it does not have', 'profile = "nope"\n'],
])('a config.toml that %s ends the server with the reason before it does anything', async (_what, config) => {
  await using server = await startServer({ config });
  // The pipe of its input stays open: the end must not wait for it.
  expect(await server.exit).toEqual({ code: 1, signal: null });
  expect(server.stderr).toMatch(/^Error: error loading config: ./);
  expect(server.received()).toEqual([]);
});

it('a client that speaks to a server whose configuration is broken is told why, before the server ends', async () => {
  await using server = await startServer({ config: BROKEN });
  server.sendRaw(
    [
      { id: 0, method: 'initialize', params: INITIALIZE },
      { id: 1, method: 'newConversation', params: {} },
      { id: 2, method: 'getUserAgent' },
    ]
      .map((message) => `${JSON.stringify(message)}\n`)
      .join(''),
  );
  expect(await server.exit).toMatchObject({ code: 1 });
  expect(server.received((m) => m.error !== undefined).map((m) => [m.id, m.error?.data])).toMatchObject([
    [1, { code: 'startup_failed' }],
    [2, { code: 'startup_failed' }],
  ]);
});

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

it('who is signed in is still answered while config.toml is broken, as before, and a warning says why', async () => {
  const own = '[model_providers.own]\nname = "Own"\n';
  await using server = await startServer({ config: `model_provider = "own"\n${own}` });
  const file = join(server.home, 'config.toml');
  await server.request('initialize', INITIALIZE);
  expect(await server.request('getAuthStatus', {})).toEqual({ requiresOpenaiAuth: false });
  for (const [text, place] of [
    [BROKEN, { line: 1, column: 9 }],
    [`model_provider = "nope"\n${own}`, { line: 1, column: 18, key: 'model_provider' }],
  ] as const) {
    await writeFile(file, text);
    expect(await server.request('getAuthStatus', {})).toEqual({ requiresOpenaiAuth: false });
    expect((await server.next('turnwire/diagnostics')).params).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^The configuration cannot be used: /),
      error: { code: 'config_unreadable', path: file, ...place },
    });
    await server.request('getAuthStatus', {});
  }
  expect(server.received('turnwire/diagnostics')).toHaveLength(2);
  // C51
  await writeFile(file, 'model_provider = "openai"\n');
  expect(await server.request('getAuthStatus', {})).toMatchObject({ requiresOpenaiAuth: true });
});

it.each([
  ['model = 5', 'model', 1, 9, 'expected string, received number'],
  ['# c\nmodel_verbosity = 5', 'model_verbosity', 2, 19, 'expected one of low, medium, high'],
  ['[tools]\n  web_search = "yes"', 'tools.web_search', 2, 16, 'expected boolean, received string'],
  [
    '[sandbox_workspace_write]\nwritable_roots = [\n  "/a",\n  5,\n]',
    'sandbox_workspace_write.writable_roots.1',
    4,
    3,
    'expected string',
  ],
  [
    'model_provider = "x"\n[model_providers.x]\nbase_url = "u"',
    'model_providers.x.name',
    2,
    1,
    'missing, expected string',
  ],
  [
    'profile = "p"\nprofiles = { p = { model = true } }',
    'profiles.p.model',
    2,
    28,
    'expected string, received boolean',
  ],
  [
    'profile = "a.b"\nprofiles."a.b".approval_policy = "x"',
    'profiles.a.b.approval_policy',
    2,
    34,
    'expected one of untrusted',
  ],
  ['project_doc_max_bytes = -1', 'project_doc_max_bytes', 1, 25, 'expected number to be >=0'],
  ['profiles = 1\nprofile = "p"', 'profile', 2, 11, 'config profile `p` not found'],
  ['model_context_window = 99999999999999999', 'model_context_window', 1, 24, 'expected number'],
  [
    'profile = "p"\n[profiles.p]\nmodel_provider = "nope"',
    'profiles.p.model_provider',
    3,
    18,
    'Model provider `nope` not found',
  ],
  ['profile = "nope"', 'profile', 1, 11, 'config profile `nope` not found'],
  ['experimental_instructions_file = "/nowhere"', 'experimental_instructions_file', 1, 34, 'failed to read'],
  ['a = 1\n[b\n', undefined, 2, 3, 'TOML parse error at line 2, column 3'],
])('%j: new conversations fail with the key, the line and the column', async (text, key, line, column, reason) => {
  await using server = await startServer({ config: GOOD });
  const path = join(server.home, 'config.toml');
  await server.request('initialize', INITIALIZE);
  const { rolloutPath } = await server.request('newConversation', {});
  await writeFile(path, text);
  const method = ['newConversation', 'forkConversation', 'resumeConversation'][line % 3] as string;
  const { code, message, data } = await server.refused(
    method,
    method === 'newConversation' ? {} : { path: rolloutPath },
  );
  expect({ code, message }).toEqual({ code: -32600, message: expect.stringMatching(/^error deriving config: /) });
  expect(message).toContain(reason);
  expect(message).toContain(`line ${line}, column ${column} of ${path}`);
  expect(data).toMatchObject({ code: 'config_invalid', path, line, column });
  expect(data?.key).toBe(key);
});

it('what a request says itself is not looked for in the file', async () => {
  await using server = await startServer({ config: 'model = "m"\nprofile = "p"\n[profiles.p]\n' });
  await server.request('initialize', INITIALIZE);
  for (const [params, key] of [
    [{ config: { model: 5 } }, 'model'],
    [{ config: { profiles: { p: { model: 5 } } } }, 'profiles.p.model'],
    [{ profile: 'nope' }, 'profile'],
    [{ config: { profile: 'nope' } }, 'profile'],
  ] as const) {
    const { data } = await server.refused('newConversation', params);
    expect(data).toEqual({ code: 'config_invalid', key, reason: expect.any(String) });
  }
});

// C48
it.each([
  ['cannot be parsed', BROKEN],
  ['has a value of the wrong type', 'model = 5\n'],
  ['names a profile that it does not have', 'profile = "nope"\n'],
])('a config.toml that %s ends the server with the reason before it does anything', async (_what, config) => {
  await using server = await startServer({ config });
  // The pipe of its input stays open: the end must not wait for it.
  expect(await server.exit).toEqual({ code: 1, signal: null });
  expect(server.stderr).toMatch(/^turnwire: error loading config: ./);
  expect(server.received()).toEqual([]);
});

it('a server with a broken configuration answers with the reason before it ends', async () => {
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

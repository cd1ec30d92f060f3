import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.js';
import { type ServerOptions, startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };

async function begin(options: ServerOptions = {}) {
  const server = await startServer(options);
  await server.request('initialize', INITIALIZE);
  await server.request('getUserAgent'); // the rest is loaded now
  const file = join(server.home, 'config.toml');
  return {
    server,
    file,
    text: () => readFileSync(file, 'utf8'),
    set: (params: object) => server.request('setDefaultModel', params),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test('the next conversation begins with what was set, loaded ones keep theirs, and what is left out or null is removed', async () => {
  await using s = await begin({ config: '# mine\nmodel = "old" # kept\nmodel_provider = "scripted"\n' });
  expect(await s.set({ model: 'new', reasoningEffort: 'high' })).toEqual({});
  expect(s.text()).toBe('# mine\nmodel = "new" # kept\nmodel_provider = "scripted"\nmodel_reasoning_effort = "high"\n');
  expect(await s.server.request('newConversation', {})).toMatchObject({ model: 'new', reasoningEffort: 'high' });
  expect(await s.server.request('getUserSavedConfig')).toMatchObject({
    config: { model: 'new', modelReasoningEffort: 'high' },
  });
  await s.set({ model: 'newer' });
  expect(s.text()).toBe('# mine\nmodel = "newer" # kept\nmodel_provider = "scripted"\n');
  await s.set({ model: null, reasoningEffort: null });
  expect(s.text()).toBe('# mine\n# kept\nmodel_provider = "scripted"\n');
});

test('it goes into the profile in force now: that of -c, or else that of the file', async () => {
  const config = 'profile = "a"\nmodel_provider = "scripted"\n[profiles]\na = { approval_policy = "never" }\nb = {}\n';
  await using s = await begin({ config });
  await s.set({ model: 'one' });
  expect(s.text()).toBe(config.replace('"never" }', '"never", model = "one" }'));
  expect(await s.server.request('newConversation', {})).toMatchObject({ model: 'one' });
  const other = config.replace('"a"', '"b"');
  writeFileSync(s.file, other);
  await s.set({ model: 'two' });
  expect(s.text()).toBe(other.replace('b = {}', 'b = { model = "two" }'));
  expect(await s.server.request('newConversation', {})).toMatchObject({ model: 'two' });

  await using fixed = await begin({ config, args: ['-c', 'profile=b'] });
  await fixed.set({ model: 'three' });
  expect(fixed.text()).toBe(config.replace('b = {}', 'b = { model = "three" }'));
});

// C54
test('inline tables keep what else they hold, and a linked file stays one', async () => {
  await using elsewhere = await scratchFolder('dotfiles');
  await using home = await scratchFolder('home');
  const target = await elsewhere.write(
    'codex.toml',
    'profile = "p"\nprofiles = { p = { model_verbosity = "low" }, q = { model = "q" } } # mine\n',
  );
  chmodSync(target, 0o640);
  symlinkSync(target, join(home.path, 'config.toml'));
  await using s = await begin({ home: home.path });
  await s.set({ model: 'new' });
  expect(lstatSync(s.file).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe(
    'profile = "p"\nprofiles = { p = { model_verbosity = "low", model = "new" }, q = { model = "q" } } # mine\n',
  );
  expect(statSync(target).mode & 0o777).toBe(0o640);
});

test('nothing to change leaves the file alone', async () => {
  await using s = await begin({ config: 'model="same"\n' });
  const before = statSync(s.file, { bigint: true });
  await s.set({ model: 'same', reasoningEffort: null });
  const after = statSync(s.file, { bigint: true });
  expect([after.ino, after.ctimeNs]).toEqual([before.ino, before.ctimeNs]);
});

test('a file that is missing is made, with its folder, unless there is nothing to say', async () => {
  await using person = await scratchFolder('person');
  const options = { env: { HOME: person.path, CODEX_HOME: '' } };
  const home = join(person.path, '.codex');
  await using server = await startServer(options);
  await server.request('initialize', INITIALIZE);
  await server.request('setDefaultModel', {});
  expect(existsSync(home)).toBe(false);
  await server.request('setDefaultModel', { model: 'new', reasoningEffort: 'low' });
  const file = join(home, 'config.toml');
  expect(readFileSync(file, 'utf8')).toBe('model = "new"\nmodel_reasoning_effort = "low"\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a link to a file that is not there yet stays a link', async () => {
  await using elsewhere = await scratchFolder('dotfiles');
  await using s = await begin({ config: '' });
  rmSync(s.file);
  symlinkSync(join(elsewhere.path, 'codex.toml'), s.file);
  await s.set({ model: 'new' });
  expect(lstatSync(s.file).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(elsewhere.path, 'codex.toml'), 'utf8')).toBe('model = "new"\n');
});

test('a broken file is refused and left as it is', async () => {
  await using s = await begin({ config: '' });
  for (const [text, message] of [
    ['model = \n', /^failed to persist overrides: TOML parse error at line 1, column 9 of /],
    ['profile = "p"\nprofiles = 5\n', /^failed to persist overrides: `profiles` is not a table/],
    ['profile = 5\n', /^failed to persist overrides: expected string in `profile`/],
  ] as const) {
    writeFileSync(s.file, text);
    const refused = await s.server.refused('setDefaultModel', { model: 'new' });
    expect(refused).toMatchObject({
      code: -32603,
      message: expect.stringMatching(message),
      data: { code: 'config_unreadable' },
    });
    expect(s.text()).toBe(text);
  }
  writeFileSync(s.file, Buffer.from([0x6d, 0xff, 0x0a]));
  expect((await s.server.refused('setDefaultModel', { model: 'new' })).message).toMatch(/is not UTF-8$/);
});

test('a file that cannot be written is an error', async () => {
  await using s = await begin({ config: '' });
  // The owner of everything may write everywhere, but not into a file as if it were a folder.
  rmSync(s.file);
  await using elsewhere = await scratchFolder('elsewhere');
  await elsewhere.write('file', '');
  symlinkSync(join(elsewhere.path, 'file', 'config.toml'), s.file);
  const refused = await s.server.refused('setDefaultModel', { model: 'new' });
  expect(refused).toMatchObject({ code: -32603, message: expect.stringMatching(/^failed to persist overrides: /) });
  expect(lstatSync(s.file).isSymbolicLink()).toBe(true);
});

test('calls that come at once all count, in their order, beside edits of others', async () => {
  await using s = await begin({ config: 'profile = "a"\n[profiles.a]\n' });
  const calls = Array.from({ length: 20 }, (_, i) =>
    s.server.call('setDefaultModel', { model: `m${i}`, reasoningEffort: 'low' }),
  );
  expect((await Promise.all(calls)).map((reply) => reply.result)).toEqual(calls.map(() => ({})));
  expect(s.text()).toBe('profile = "a"\n[profiles.a]\nmodel = "m19"\nmodel_reasoning_effort = "low"\n');
  writeFileSync(s.file, `${s.text()}model_verbosity = "low"\n`);
  await s.set({ model: 'last', reasoningEffort: 'low' });
  expect(s.text()).toBe(
    'profile = "a"\n[profiles.a]\nmodel = "last"\nmodel_reasoning_effort = "low"\nmodel_verbosity = "low"\n',
  );
});

test('two processes that change different keys lose neither, and the lock of a dead one is taken over', async () => {
  await using one = await begin({ config: 'model_provider = "scripted"\n[profiles.p]\n' });
  const home = one.server.home;
  mkdirSync(join(home, 'turnwire'), { recursive: true });
  const dead = { pid: 2 ** 30, started: null, host: hostname(), instance: 'dead-owner', token: 1 };
  writeFileSync(join(home, 'turnwire/config.lock'), JSON.stringify(dead));
  await using other = await begin({ home, args: ['-c', 'profile=p'] });
  for (let n = 0; n < 100; n++) {
    await Promise.all([one.set({ model: `one-${n}` }), other.set({ model: `other-${n}` })]);
    expect(one.text()).toBe(`model_provider = "scripted"\nmodel = "one-${n}"\n[profiles.p]\nmodel = "other-${n}"\n`);
  }
  expect(existsSync(join(home, 'turnwire/config.lock'))).toBe(false);
});

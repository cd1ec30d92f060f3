import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { discoverHooks } from '../../src/config/hooks/discover.js';
import type { TomlTable } from '../../src/config/toml.js';
import { projectOf } from '../../src/config/trust.js';
import { gitRepository, scratchFolder } from '../support/scratch.js';

/** What a home and a folder have, found as for a thread in that folder. */
async function found(user: string, flags = '', cwd?: string, home = '/no/home') {
  const tree = parse(user) as TomlTable;
  const folder = cwd ?? '/no/folder';
  const project = projectOf(folder, tree.projects as Parameters<typeof projectOf>[1]);
  return discoverHooks({
    home,
    user: { path: join(home, 'config.toml'), tree },
    flags: parse(flags) as TomlTable,
    cwd: folder,
    project,
  });
}

const stop = (command: string) => `[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "${command}"\n`;

/** What 0.171 said of the same hooks. */
test.each([
  [
    'PreToolUse',
    'matcher = "*"',
    'command = "/bin/true b"',
    '193d600112464f01bcb0d77d51eee9196eadeeea228f38dcbd74bb1b7341eb67',
  ],
  [
    'PreToolUse',
    'matcher = "^Bash$"',
    'command = "/bin/true a"\ntimeout = 30\nstatusMessage = "Checking"',
    'f8de34be4debbc473d2e6458a21146ddf871a7a3f832192d979f4387b3cae70d',
  ],
  [
    'PreToolUse',
    'matcher = "*"',
    'command = "/bin/true c"\nasync = true',
    'c3efd0a59f4bd57dfb0b27b7d32d5bc9ec5804776d2117b3af1db41ffa21551e',
  ],
  [
    'Stop',
    'matcher = "abc"',
    'command = "/bin/true stop"\ntimeout = 0',
    'a53fadfdad78aa8aef40faa9cc37662d9b2192c8e995b2416754199de1609fe7',
  ],
  ['SessionEnd', '', 'command = "/bin/true end"', 'f96624514bb7d021ebf1990b68ece733d8d1ffc5380ce3da26fd74eb6183b256'],
  [
    'PermissionRequest',
    'matcher = ""',
    'command = "/bin/true p"',
    'a5cc9c354a11b5c32ff0c209035aec7677033bafef3b33c9ce896a4b92b8e901',
  ],
  [
    'UserPromptSubmit',
    '',
    `command = '/bin/true é"\\ u'\nadditionalContextLimit = 5`,
    'e6f7f705a8c23cb5a4b008bddc5ec04dc9d81a0f0e741e604598e6e121f7482c',
  ],
])('a %s hook has the hash of 0.171', async (event, group, handler, hash) => {
  const { hooks } = await found(`[[hooks.${event}]]\n${group}\n[[hooks.${event}.hooks]]\ntype = "command"\n${handler}`);
  expect(hooks).toMatchObject([{ event, hash: `sha256:${hash}` }]);
});

test('keys, order and defaults are those of 0.171', async () => {
  await using home = await scratchFolder('home');
  await home.write(
    'hooks.json',
    JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command: 'json' }] }] } }),
  );
  const user = `${stop('toml')}[[hooks.PreToolUse]]\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "pre"\n`;
  const { hooks, warnings } = await found(user, stop('flag'), undefined, home.path);
  expect(hooks.map(({ key, source, displayOrder }) => [key.replace(home.path, ''), source, displayOrder])).toEqual([
    ['/hooks.json:stop:0:0', 'user', 0],
    ['/config.toml:pre_tool_use:0:0', 'user', 1],
    ['/config.toml:stop:0:0', 'user', 2],
    ['/<session-flags>/config.toml:stop:0:0', 'sessionFlags', 3],
  ]);
  expect(hooks[0]).toMatchObject({ enabled: true, trust: 'untrusted', timeoutSec: 600, async: false });
  expect(warnings).toEqual([
    `loading hooks from both ${home.path}/hooks.json and ${home.path}/config.toml; prefer a single representation for this layer`,
  ]);
});

test('what the user says of a hook counts, field by field', async () => {
  const key = '/<session-flags>/config.toml:stop:0:0';
  const [hook] = (await found('', stop('flag'))).hooks;
  const trusted = `[hooks.state."${key}"]\ntrusted_hash = "${hook?.hash}"\n`;
  expect((await found(trusted, stop('flag'))).hooks).toMatchObject([{ trust: 'trusted', enabled: true }]);
  expect((await found(trusted, stop('flag --more'))).hooks).toMatchObject([{ trust: 'modified' }]);
  const off = `${stop('flag')}[hooks.state."${key}"]\nenabled = false\n`;
  expect((await found(trusted, off)).hooks).toMatchObject([{ trust: 'trusted', enabled: false }]);
  const odd = `[hooks.state."${key}"]\ntrusted_hash = 3\nenabled = "no"\n`;
  expect((await found(odd, stop('flag'))).hooks).toMatchObject([{ trust: 'untrusted', enabled: true }]);
});

test('hooks that cannot be read or do not run are reported (C467)', async () => {
  await using home = await scratchFolder('home');
  await home.write('hooks.json', '{ "hooks": 3 }');
  const broken = await found('[hooks]\nStop = 3', '', undefined, home.path);
  expect(broken.hooks).toEqual([]);
  expect(broken.errors.map(({ path }) => path)).toEqual([
    join(home.path, 'hooks.json'),
    join(home.path, 'config.toml'),
  ]);
  const odd = `[[hooks.PreToolUse]]\nmatcher = "("\nhooks = [{ type = "command", command = "a" }]
[[hooks.Stop]]\nhooks = [{ type = "command", command = " " }, { type = "prompt" }, { type = "mcp_tool" }]`;
  const { hooks, warnings, errors } = await found(odd);
  expect({ hooks, errors }).toEqual({ hooks: [], errors: [] });
  expect(warnings).toHaveLength(4);
});

test.each(['hooks', 'codex_hooks'])('features.%s switches all of it off', async (feature) => {
  expect((await found(`${stop('a')}[features]\n${feature} = false`)).hooks).toEqual([]);
  expect((await found(stop('a'), `[features]\n${feature} = false`)).hooks).toEqual([]);
});

test('a project has hooks only where the user trusts it, and cannot say that they are trusted', async () => {
  await using work = await scratchFolder('work');
  await using elsewhere = await scratchFolder('elsewhere');
  gitRepository(work.path);
  const config = join(work.path, '.codex/config.toml');
  const own = `[hooks.state."${config}:stop:0:0"]\ntrusted_hash = "sha256:0"\n[projects."${work.path}"]\ntrust_level = "trusted"\n`;
  await work.write('.codex/config.toml', `${stop('top')}${own}[features]\nhooks = true\n`);
  await work.write(
    'sub/.codex/hooks.json',
    JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command: 'sub' }] }] } }),
  );
  const cwd = join(work.path, 'sub');
  const trust = (level: string) => `[projects."${work.path}"]\ntrust_level = "${level}"\n`;
  expect((await found('', '', cwd)).hooks).toEqual([]);
  expect((await found(trust('untrusted'), '', cwd)).hooks).toEqual([]);
  const { hooks } = await found(trust('trusted'), '', cwd);
  expect(hooks).toMatchObject([
    { command: 'top', source: 'project', trust: 'untrusted', key: `${config}:stop:0:0` },
    { command: 'sub', source: 'project', trust: 'untrusted' },
  ]);
  const said = `${trust('trusted')}[hooks.state."${config}:stop:0:0"]\ntrusted_hash = "${hooks[0]?.hash}"\n`;
  expect((await found(said, '', cwd)).hooks[0]?.trust).toBe('trusted');
  await work.write('.codex/config.toml', stop('changed'));
  expect((await found(said, '', cwd)).hooks[0]?.trust).toBe('modified');
  // A link that leads out of the project is not followed.
  const outside = await elsewhere.write('hooks.json', JSON.stringify({ hooks: { Stop: [] } }));
  await mkdir(join(work.path, 'link/.codex'), { recursive: true });
  await symlink(outside, join(work.path, 'link/.codex/hooks.json'));
  const linked = await found(trust('trusted'), '', join(work.path, 'link'));
  expect(linked.errors).toMatchObject([{ message: expect.stringContaining('it leads out of the project') }]);
  await writeFile(join(work.path, 'sub/.codex/hooks.json'), '{');
  expect((await found(trust('trusted'), '', cwd)).errors).toHaveLength(1);
});

import { chmod, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { readJournal, small, tool } from '../support/mcp.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';

const tools = [tool('t')];

/** A project with a repository, and a folder in it. */
async function project() {
  const folder = await scratchFolder('project');
  const path = await realpath(folder.path);
  await mkdir(join(path, '.git'));
  await mkdir(join(path, 'sub'));
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

interface Start {
  readonly cwd: string;
  readonly config: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function started({ cwd, config, env = {} }: Start) {
  const home = await scratchFolder('home');
  const server = await startServer({ home: home.path, cwd, config: config.replaceAll('$HOME', home.path), env });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await server.request('newConversation', { cwd });
  return {
    server,
    home: await realpath(home.path),
    journal: () => readJournal(join(home.path, 'journal')),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const srv = (more = '') => small('srv', { tools, journal: '$HOME/journal' }, more);
const trusted = (path: string, level = 'trusted') => `[projects.${JSON.stringify(path)}]\ntrust_level = "${level}"\n`;

// C304
it.each([
  ['a project that nobody trusts', '', () => '', '$HOME/turnwire/mcp/srv'],
  ['a trusted project', '', (top: string) => trusted(top), '$TOP'],
  ['a folder in a trusted repository', 'sub', (top: string) => trusted(top), '$TOP/sub'],
  ['a trusted folder in a repository', 'sub', (top: string) => trusted(join(top, 'sub')), '$TOP/sub'],
  ['a project that is marked as untrusted', '', (top: string) => trusted(top, 'untrusted'), '$HOME/turnwire/mcp/srv'],
  [
    'an untrusted folder in a trusted repository',
    'sub',
    (top: string) => trusted(top) + trusted(join(top, 'sub'), 'untrusted'),
    '$HOME/turnwire/mcp/srv',
  ],
  ['a folder beside a trusted one', '', (top: string) => trusted(`${top}-other`), '$HOME/turnwire/mcp/srv'],
])('in %s', async (_what, sub, projects, expected) => {
  await using folder = await project();
  await using s = await started({ cwd: join(folder.path, sub), config: `${srv()}${projects(folder.path)}` });
  const [start] = await until('the server to start', () => (s.journal().length > 0 ? s.journal() : undefined));
  expect(start?.cwd).toBe(expected.replace('$HOME', s.home).replace('$TOP', folder.path));
});

it.each(['absolute', 'relative', 'linked'])(
  'a program in an untrusted project is not chosen by a PATH that is %s',
  async (kind) => {
    await using folder = await project();
    const bin = join(folder.path, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'node'), `#!/bin/sh\ntouch ${folder.path}/chosen\nexec ${process.execPath} "$@"\n`);
    await chmod(join(bin, 'node'), 0o755);
    await using outside = await scratchFolder('outside');
    await symlink(bin, join(outside.path, 'link'));
    const entry = { absolute: bin, relative: 'bin', linked: join(outside.path, 'link') }[kind] ?? '';
    const PATH = [entry, '.', '', dirname(process.execPath), process.env.PATH].join(delimiter);
    const config = srv().replace(JSON.stringify(process.execPath), '"node"');
    for (const [projects, chosen] of [
      ['', false],
      [trusted(folder.path), kind !== 'relative'],
    ] as const) {
      await using s = await started({ cwd: folder.path, config: `${config}${projects}`, env: { PATH } });
      await until('the server to start', () => s.journal().length > 0);
      const { existsSync } = await import('node:fs');
      expect(existsSync(join(folder.path, 'chosen'))).toBe(chosen);
    }
  },
);

it.each([
  ['a file of the project', 'command = "node"\nargs = ["tools/server.js"]', 'tools/server.js'],
  ['a program by a relative path', 'command = "./tools/server.js"', './tools/server.js'],
  ['what npx finds in the project', 'command = "npx"\nargs = ["-y", "tickets"]', 'node_modules/.bin/tickets'],
  ['a runner of scripts', 'command = "npm"\nargs = ["run", "mcp"]', 'package.json'],
])('for a server that seems to need %s the warning names the key to set', async (_what, keys, needed) => {
  await using folder = await project();
  for (const path of ['tools/server.js', 'node_modules/.bin/tickets', 'package.json']) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), '');
  }
  const config = `[mcp_servers.srv]\n${keys}\nstartup_timeout_sec = 0.2\n`;
  await using s = await started({ cwd: folder.path, config });
  const shown = await until('the diagnostics', () => {
    const text = s.server.show();
    return text.includes('trust_level') ? text : undefined;
  });
  expect(shown).toContain(`it seems to need \`${needed}\` there`);
  expect(shown).toContain('Set `cwd` in [mcp_servers.srv]');
});

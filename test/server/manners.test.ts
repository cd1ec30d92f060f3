import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Spec } from '../../src/cli/spec.js';
import { TABLE } from '../../src/cli/table/index.js';
import { runCommand, startCommand } from '../support/command.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Every command with the commands below it. */
const all = (spec: Spec): Spec[] => [spec, ...(spec.commands ?? []).flatMap(all)];
const names = all(TABLE)
  .map(({ name }) => name)
  .filter((name) => name !== '' && name !== 'help');

async function run(words: readonly string[], config = '') {
  await using home = await scratchFolder('home');
  if (config !== '') await home.write('config.toml', config);
  return await runCommand(home.path, words);
}

test.each(names)('%s: --help in each form, and an unknown option', { timeout: 30_000 }, async (name) => {
  const words = name.split(' ');
  const help = await run([...words, '--help'], 'this is not = = TOML');
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(new RegExp(`^Usage: turnwire ${name} `));
  for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  expect(await run([...words, '-h'])).toEqual(help);
  expect(await run(['help', ...words])).toEqual(help);
  expect(await run([...words, '--strange'])).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`^turnwire: .+\nTry 'turnwire ${name} --help'.\n$`)),
  });
});

test('all commands are in the help', async () => {
  const { stdout } = await run(['--help']);
  for (const { name } of TABLE.commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(await run(['help'])).toMatchObject({ code: 0, stdout });
  expect(await run([])).toEqual({ code: 2, stdout: '', stderr: stdout });
});

test.each([
  [['docter'], "unknown command 'docter'; did you mean 'doctor'?"],
  [['-c', 'a=1', 'exce'], "unknown command 'exce'; did you mean 'exec'?"],
  [['mcp', 'lst'], "unknown command 'mcp lst'; did you mean 'list'?"],
  [['mcp'], 'mcp needs a command: list, get, add, remove, login, logout'],
  [['debug', 'modles'], "unknown command 'debug modles'; did you mean 'models'?"],
  [['help', 'fly'], "unknown command 'fly'"],
  [['exec', '--jsn', 'x'], "unknown option '--jsn'; did you mean '--json'?"],
  [['exec', '-z', 'x'], "unknown option '-z'; an argument that begins with a dash stands behind --"],
  [['exec', '--model', '--json', 'x'], "option '--model' needs a value; for the value --json, write --model=--json"],
  [['exec', '--json=yes', 'x'], "option '--json' takes no value"],
  [
    ['exec', '--color', 'allways', 'x'],
    "option '--color' is always, never or auto, not 'allways'; did you mean 'always'?",
  ],
  [['app-server', 'generate-tss'], "unexpected argument 'generate-tss'; did you mean 'generate-ts'?"],
  [['mcp', 'get'], '<server> is missing'],
])('%j: what is wrong, and what was meant', async (words, reason) => {
  const { code, stdout, stderr } = await run(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^turnwire: .*\nTry 'turnwire (\S+ )*--help'\.\n$/);
  expect(stderr).toContain(`turnwire: ${reason}\n`);
});

test.each([[['--help']], [['version']], [['--version']], [['mcp', 'list']]])(
  '%j: a reader that goes away ends it quietly',
  async (words) => {
    await using home = await scratchFolder('home');
    const child = spawn(process.execPath, [CLI, ...words], { env: { PATH: process.env.PATH, CODEX_HOME: home.path } });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const [code] = await once(child, 'close');
    expect(stderr).toBe('');
    expect([0, 141]).toContain(code);
  },
);

test.skipIf(process.platform !== 'linux')('output that cannot be written is an error', async () => {
  await using home = await scratchFolder('home');
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [CLI, '--help'], {
    env: { PATH: process.env.PATH, CODEX_HOME: home.path },
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(stderr).toMatch(/^turnwire: the output cannot be written: ENOSPC.*\n$/);
});

test('login says that it waits, and how to stop', async () => {
  await using home = await scratchFolder('home');
  const login = startCommand(home.path, ['login']);
  await until('the hint', () => login.stdout.includes('Ctrl-C ends the sign-in'));
  login.child.kill('SIGINT');
  expect(await login.exit).toBe(130);
});

test('an MCP server is added, shown and removed', async () => {
  await using home = await scratchFolder('home');
  const mcp = (...words: string[]) => runCommand(home.path, ['mcp', ...words]);
  const config = () => readFile(`${home.path}/config.toml`, 'utf8');
  await home.write('config.toml', '# mine\nmodel = "m" # keep\n\n[mcp_servers.old]\ncommand = "x"\n');
  expect(await mcp('add', 'tool', '--env', 'KEY=a=b', '--', 'node', 'my server.js', '--help')).toMatchObject({
    code: 0,
  });
  expect(await mcp('add', 'far/1', '--url', 'https://far.test/mcp', '--bearer-token-env-var', 'TOKEN')).toMatchObject({
    code: 0,
  });
  expect(await config()).toBe(`# mine
model = "m" # keep

[mcp_servers.old]
command = "x"

[mcp_servers.tool]
command = "node"
args = ["my server.js", "--help"]
env = { KEY = "a=b" }

[mcp_servers."far/1"]
url = "https://far.test/mcp"
bearer_token_env_var = "TOKEN"
`);
  const shown = await mcp('get', 'tool');
  expect(shown.stdout).toContain('  args: "my server.js" --help\n  env: KEY=*****\n');
  const [, , far] = JSON.parse((await mcp('list', '--json')).stdout);
  expect(far).toMatchObject({
    name: 'far/1',
    enabled: true,
    transport: { type: 'streamable_http', url: 'https://far.test/mcp', bearer_token_env_var: 'TOKEN' },
    auth_status: 'bearer_token',
  });
  expect(JSON.parse((await mcp('get', 'tool', '--json')).stdout)).toMatchObject({
    transport: { type: 'stdio', command: 'node', args: ['my server.js', '--help'], env: { KEY: '*****' } },
    auth_status: 'unsupported',
  });
  // One of the same name is replaced as a whole; the words of its command need no --.
  await mcp('add', 'tool', 'npx', '-y', 'pkg');
  expect(await config()).toContain('[mcp_servers.tool]\ncommand = "npx"\nargs = ["-y", "pkg"]\n');
  expect(await config()).not.toContain('KEY');
  expect((await mcp('remove', 'tool')).stdout).toBe("Removed the MCP server 'tool'.\n");
  expect(await mcp('remove', 'tool')).toMatchObject({ code: 0, stdout: "config.toml has no MCP server 'tool'.\n" });
  expect(await config()).toContain('[mcp_servers.old]\ncommand = "x"\n');
  expect(await mcp('get', 'tool')).toMatchObject({ code: 1, stderr: expect.stringContaining('names no MCP server') });
});

test.each([
  [['add', 'a b', '--', 'x'], 'the name of a server'],
  [['add', 'a'], 'the command behind --, or --url, is missing'],
  [['add', 'a', '--url', 'ftp://x'], '--url is no address of http or https'],
  [['add', 'a', '--url', 'http://x', '--env', 'A=b'], '--env is for a command'],
  [['add', 'a', '--url', 'http://x', '--', 'x'], 'not both'],
  [['add', 'a', '--env', 'A', '--', 'x'], '--env is key=value'],
  [['add', 'a', '--bearer-token-env-var', 'A', '--', 'x'], '--bearer-token-env-var needs --url'],
])('mcp %j is refused', async (words, reason) => {
  expect(await run(['mcp', ...words])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(reason) });
});

test('a broken server can be removed, and a config.toml that cannot be read is left alone', async () => {
  await using home = await scratchFolder('home');
  await home.write('config.toml', '[mcp_servers.bad]\nurl = 3\n');
  expect(await runCommand(home.path, ['mcp', 'remove', 'bad'])).toMatchObject({ code: 0 });
  const broken = 'a = = b\n';
  await home.write('config.toml', broken);
  for (const words of [['add', 'x', '--', 'y'], ['remove', 'x'], ['list'], ['get', 'x']])
    expect(await runCommand(home.path, ['mcp', ...words])).toMatchObject({ code: 1, stdout: '' });
  expect(await readFile(`${home.path}/config.toml`, 'utf8')).toBe(broken);
});

test('names in the configuration cannot steer the terminal', async () => {
  const config = '[mcp_servers."a\\u001b]0;x\\u0007\\u202e"]\ncommand = "x\\u001b[2J"\n';
  for (const words of [
    ['mcp', 'list'],
    ['mcp', 'get', 'a\u001b]0;x\u0007\u202e'],
    ['mcp', 'get', '\u001b[2J'],
    ['\u001b[2J'],
  ]) {
    const { stdout, stderr } = await run(words, config);
    expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
    expect(stdout + stderr).not.toBe('');
  }
});

test('nothing of the other commands is in the first file of a server', async () => {
  const first = await readFile(CLI.replace('cli.js', 'program.js'), 'utf8');
  expect(first).not.toContain('Print the models to choose from');
});

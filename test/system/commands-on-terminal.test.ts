import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

/** A server that ends may still be there when the next one is started. */
let servers = 0;

/** Runs a command on a terminal: keys for each text that comes up on the screen; gives the last screen. */
async function onTerminal(
  home: string,
  words: string,
  steps: readonly (readonly [string, ...string[]])[],
  columns = 80,
): Promise<string> {
  const command = `env CODEX_HOME=${home} ${process.execPath} dist/cli.js ${words}; echo exit code $?; sleep 60`;
  const server = `turnwire-commands-${process.pid}-${servers++}`;
  const tmux = (...args: string[]): string => execFileSync('tmux', ['-L', server, ...args], { encoding: 'utf8' });
  tmux('new-session', '-d', '-s', 'it', '-x', String(columns), '-y', '40', command);
  const screen = () => tmux('capture-pane', '-p', '-t', 'it');
  try {
    for (const [text, ...keys] of steps) {
      await until(`"${text}" on the screen`, () => screen().includes(text));
      for (const key of keys) tmux('send-keys', '-t', 'it', key);
    }
    return screen();
  } finally {
    tmux('kill-server');
  }
}

async function homeWith(prompt: string) {
  const scratch = await scratchFolder('home');
  await using peer = await startModelPeer([{ text: 'ok' }]);
  await scratch.write('config.toml', peer.config());
  const args = ['exec', '--json', '-s', 'danger-full-access', '-C', scratch.path, prompt];
  const { stdout } = await runCommand(scratch.path, args);
  const id = JSON.parse(stdout.split('\n', 1)[0] as string).thread_id as string;
  return { path: scratch.path, id, [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose]() };
}

test.each([
  ['C-d', 'exit code 0'],
  ['C-c', 'exit code 0'],
])('app-server that a person has typed says what it is, and %s leaves it', async (key, end) => {
  await using home = await scratchFolder('home');
  const screen = await onTerminal(home.path, 'app-server', [["'turnwire --help'", key], [end]]);
  expect(screen).toContain('This is the server for editors');
});

test('delete asks, and no answer is no', async () => {
  await using home = await homeWith('a rose');
  for (const key of ['Enter', 'C-d', 'C-c', 'n']) {
    const steps = [['for ever? [y/N]', ...(key === 'n' ? ['n', 'Enter'] : [key])], ['exit code 1']] as const;
    expect(await onTerminal(home.path, `delete ${home.id}`, steps)).toContain('Nothing was deleted.');
  }
  const deleted = await onTerminal(home.path, `delete ${home.id}`, [['[y/N]', 'y', 'Enter'], ['exit code 0']]);
  expect(deleted).toContain('a rose');
  expect(await runCommand(home.path, ['show', home.id])).toMatchObject({ code: 1 });
});

test('lists and help fit a narrow terminal', async () => {
  await using home = await homeWith('many words that do not fit on a line of a narrow terminal, and are cut there');
  const list = await onTerminal(home.path, 'list --all --source all', [['exit code 0']], 60);
  const lines = list.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]?.endsWith('…')).toBe(true);
  const help = await onTerminal(home.path, 'mcp add --help | cat', [['exit code 0']], 60);
  expect(help).toContain('-h, --help');
  const direct = await onTerminal(home.path, 'mcp add --help', [['exit code 0']], 60);
  expect(direct).toContain('A variable of the');
});

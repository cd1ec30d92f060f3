import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { storedAuth } from '../server/accounts.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-L', 'turnwire-login', ...args], { encoding: 'utf8' });

/** Types into `turnwire login` on a terminal: keys for each text that comes up on the screen; gives the last screen. */
async function onTerminal(
  home: string,
  env: string,
  steps: readonly (readonly [string, ...string[]])[],
): Promise<string> {
  const command = `env CODEX_HOME=${home} ${env} ${process.execPath} dist/cli.js login; echo exit code $?; sleep 60`;
  tmux('new-session', '-d', '-s', 'login', '-x', '120', '-y', '40', command);
  const screen = () => tmux('capture-pane', '-p', '-t', 'login');
  try {
    for (const [text, ...keys] of steps) {
      await until(`"${text}" on the screen`, () => screen().includes(text));
      for (const key of keys) tmux('send-keys', '-t', 'login', key);
    }
    return screen();
  } finally {
    tmux('kill-server');
  }
}

test('on a terminal the ways to sign in are a menu, the account first, although a key is set', async () => {
  await using home = await scratchFolder('home');
  const screen = await onTerminal(home.path, 'OPENAI_API_KEY=sk-of-the-environment', [
    ['The API key in OPENAI_API_KEY', 'Down', 'Down', 'Enter'],
    ['exit code 0'],
  ]);
  expect(screen).toContain('How do you want to sign in?');
  expect(screen).toContain('Signed in with an API key (…ment).');
  expect(await storedAuth(home.path)).toEqual({ OPENAI_API_KEY: 'sk-of-the-environment' });
});

test('a key that is typed in does not show', async () => {
  await using home = await scratchFolder('home');
  const screen = await onTerminal(home.path, '', [
    ['ChatGPT account', 'Down', 'Enter'],
    ['Your API key', 'sk-typed-in-by-hand', 'Enter'],
    ['exit code 0'],
  ]);
  expect(screen).not.toContain('sk-typed');
  expect(screen).not.toContain('OPENAI_API_KEY');
  expect(await storedAuth(home.path)).toEqual({ OPENAI_API_KEY: 'sk-typed-in-by-hand' });
});

test('where keys alone are to be used, the one of the environment is, and nothing is asked', async () => {
  await using home = await scratchFolder('home');
  await home.write('config.toml', 'always_use_api_key_signing = true\n');
  const screen = await onTerminal(home.path, 'OPENAI_API_KEY=sk-of-the-environment', [['exit code 0']]);
  expect(screen).toContain('Signed in with an API key (…ment).');
  expect(screen).not.toContain('How do you want');
});

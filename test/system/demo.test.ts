import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { until } from '../support/until.js';

const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-L', 'turnwire-test', ...args], { encoding: 'utf8' });

test('the demo shows a coloured conversation on a terminal, in whole words', async () => {
  tmux('new-session', '-d', '-s', 'demo', '-x', '80', '-y', '300', 'npm run -s demo; echo exit code is $?; sleep 60');
  try {
    const probe = () => {
      const text = tmux('capture-pane', '-p', '-e', '-t', 'demo');
      return text.includes('exit code is') ? text : undefined;
    };
    const screen = await until('the demo to end', probe, 55_000);
    expect(screen).toContain('exit code is 0');
    expect(screen).toContain('\x1b[32m▌ you');
    expect(screen).toContain('\x1b[34m▌ agent');
    expect(screen).toContain('✔');
    expect(screen).toMatch(/no\s*\n[^\n]*bill\. These words/);
    expect(screen.indexOf('Hello! I am the scripted model')).toBeLessThan(screen.indexOf('You first asked me'));
  } finally {
    tmux('kill-server');
  }
});

test.each([
  ['both protocols', []],
  ['v2 alone', ['--v2']],
])('without a terminal, the demo of %s has no colours', (_, options) => {
  const text = execFileSync('npm', ['run', '-s', 'demo', '--', ...options], { encoding: 'utf8' });
  expect(text).not.toContain('\x1b');
  expect(text).toContain('resumed with 2 turns, which are 7 cells to draw');
  expect(text).toMatch(/▌ may it run this\?\n {2}→ accept\n {2}watered the roses\n {2}exit code 0/);
  expect(text).toMatch(/▌ may it run this\?\n {2}→ decline\n {2}declined/);
  expect(text).toContain('nothing was written outside');
  expect(text).toMatch(/running: 2 processes[\s\S]*▌ interrupted\n {2}still running: 0/);
  expect(text).toMatch(
    / {2}\+Fed the cat\.\n[\s\S]*\n {2}\+Water the tulips\.\n\n▌ may it change this\?\n {2}→ accept/,
  );
  expect(text.includes('→ approved\n  2\n  exit code 0')).toBe(options.length === 0);
});

test('the demo shows the lines on the wire', () => {
  const text = execFileSync('npm', ['run', '-s', 'demo', '--', '--raw'], { encoding: 'utf8' });
  const lines = text.trimEnd().split('\n');
  expect(lines.every((line) => /^(->|<-) \{.*\}$/.test(line))).toBe(true);
  expect(text).toContain('-> {"id":1,"method":"initialize"');
  expect(text).toContain('<- {"method":"item/agentMessage/delta"');
  expect(text).toContain('<- {"method":"codex/event/agent_message_delta"');
});

test('at 60 columns no word is cut, and no line is longer', async () => {
  tmux('new-session', '-d', '-s', 'narrow', '-x', '60', '-y', '400', 'npm run -s demo; echo exit code is $?; sleep 60');
  try {
    const probe = () => {
      const text = tmux('capture-pane', '-p', '-J', '-t', 'narrow');
      return text.includes('exit code is') ? text : undefined;
    };
    const lines = (await until('the demo to end', probe, 55_000)).split('\n');
    // The terminal joins lines that it had to break itself. Only words without a blank, such as file names, are longer.
    const broken = lines.filter((line) => line.trimEnd().length > 60 && line.trim().includes(' '));
    expect(broken).toEqual([]);
  } finally {
    tmux('kill-session', '-t', 'narrow');
  }
});

test('a live model that cannot be reached ends the demo with the reason', () => {
  const env = { ...process.env, OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' };
  const { status, stderr } = spawnSync('npm', ['run', '-s', 'demo', '--', '--live', '--v2'], { encoding: 'utf8', env });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^demo: it ends early: .*127\.0\.0\.1:9/);
});

test('an option that is not known is a usage error', () => {
  const { status, stderr } = spawnSync('npm', ['run', '-s', 'demo', '--', '--fast'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^demo: .*--fast/);
});

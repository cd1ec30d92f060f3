import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { until } from '../support/until.js';

const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-L', 'turnwire-test', ...args], { encoding: 'utf8' });

test('the demo shows a coloured conversation on a terminal', async () => {
  tmux('new-session', '-d', '-s', 'demo', '-x', '120', '-y', '200', 'npm run -s demo; echo exit code $?; sleep 60');
  try {
    const screen = await until('the demo to end', () => {
      const text = tmux('capture-pane', '-p', '-e', '-t', 'demo');
      return text.includes('exit code') ? text : undefined;
    });
    expect(screen).toContain('exit code 0');
    expect(screen).toContain('\x1b[32m▌ you');
    expect(screen).toContain('\x1b[34m▌ agent');
    expect(screen).toContain('✔');
    expect(screen.indexOf('Hello! I am the scripted model')).toBeLessThan(screen.indexOf('You first asked me'));
  } finally {
    tmux('kill-server');
  }
});

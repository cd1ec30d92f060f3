import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.js';
import { TerminalScreen } from '../../support/terminal-screen.js';
import { CONFIG, chatStage } from './stage.js';

test('Ctrl-Z gives the terminal to the shell, and fg draws the chat again', async () => {
  await using root = await scratchFolder('chat', '/tmp');
  await root.write('config.toml', CONFIG);
  const script = await root.write('script.json', JSON.stringify([{ text: 'An answer.' }]));
  const env = { CODEX_HOME: root.path, HOME: root.path, TURNWIRE_SCRIPT: script, PS1: 'shell> ' };
  await using screen = new TerminalScreen('bash --norc -i', { cwd: root.path, env });
  await screen.shows('shell>');
  screen.type(`${process.execPath} ${resolve('dist/cli.js')}`);
  screen.press('Enter');
  await screen.shows('Ask for something');
  screen.type('hello');
  screen.press('Enter');
  await screen.shows(/An answer\.[\s\S]*tokens/);
  screen.type('half a prompt');
  await screen.shows('› half a prompt');
  screen.press('C-z');
  const stopped = await screen.shows(/Stopped[\s\S]*shell>$/);
  expect(stopped).not.toContain('half a prompt');
  expect(screen.modes()).toEqual({ cursor: '1', alternate: '0' });
  screen.type('echo in the $((1 + 1))nd shell');
  screen.press('Enter');
  await screen.shows('in the 2nd shell');
  screen.type('fg');
  screen.press('Enter');
  await screen.shows(/› half a prompt[\s\S]*tokens/);
  screen.press('C-t');
  await screen.shows('q leaves');
  screen.press('C-z');
  await screen.shows(/Stopped[\s\S]*Stopped[\s\S]*shell>$/);
  expect(screen.modes()).toEqual({ cursor: '1', alternate: '0' });
  screen.type('fg');
  screen.press('Enter');
  await screen.shows('q leaves');
  expect(screen.modes().alternate).toBe('1');
  screen.press('q');
  await screen.shows(/› half a prompt[\s\S]*tokens/);
  screen.type(' and the rest');
  await screen.shows('› half a prompt and the rest');
  expect(screen.text(true).split('An answer.')).toHaveLength(2);
});

describe('a chat that breaks', () => {
  /** A module that breaks the process when a signal comes. */
  const breaker = (home: string): string => {
    const path = join(home, 'breaker.cjs');
    writeFileSync(path, "process.once('SIGUSR2', () => { throw new Error('broken on purpose'); });\n");
    return path;
  };

  test('says why, gives the terminal back, and its conversation can be resumed', async () => {
    await using root = await scratchFolder('breaker');
    await using stage = await chatStage({
      replies: [{ text: 'A first answer.' }, { deltas: ['I begin'], cut: 3, hold: true }],
      env: { NODE_OPTIONS: `--require ${breaker(root.path)}` },
    });
    const { screen } = stage;
    screen.type('hello');
    screen.press('Enter');
    await screen.shows(/A first answer\.[\s\S]*tokens/);
    screen.type('go on');
    screen.press('Enter');
    await screen.shows(/I begin[\s\S]*Working/);
    process.kill(screen.child(), 'SIGUSR2');
    const text = await screen.shows('exit code 1');
    expect(text).toContain('broken on purpose');
    expect(text).toMatch(/turnwire resume\s+[0-9a-f-]+/);
    expect(text).not.toContain('Working');
    expect(screen.modes()).toEqual({ cursor: '1', alternate: '0' });
    const next = stage.again('resume --last', { env: {} });
    const resumed = await next.shows(/A first answer\.[\s\S]*› go on[\s\S]*Interrupted[\s\S]*Ask for something/);
    expect(resumed).toContain('› hello');
  });

  test('after SIGKILL the conversation can be resumed too', async () => {
    await using stage = await chatStage({ replies: [{ deltas: ['I begin'], cut: 3, hold: true }] });
    const { screen } = stage;
    screen.type('hello');
    screen.press('Enter');
    await screen.shows(/I begin[\s\S]*Working/);
    process.kill(screen.child(), 'SIGKILL');
    await screen.shows('exit code 137');
    const next = stage.again('resume --last');
    await next.shows(/› hello[\s\S]*Interrupted[\s\S]*Ask for something/);
  });
});

test('-i attaches pictures to the first prompt, or keeps them for it', async () => {
  const picture = { 'a b.png': 'not looked at' };
  await using stage = await chatStage({
    files: picture,
    args: "-i 'a b.png' 'what is this'",
    ready: 'script is exhausted',
  });
  expect(stage.screen.text()).toMatch(/› what is this \[Image 1: a b\.png\]/);
  expect(stage.screen.text()).toMatch(/\[\/\S+\/work\/a b\.png\]/);
  const waiting = stage.again("-i 'a b.png'");
  await waiting.shows('› [Image 1: a b.png]');
  const missing = stage.again('-i none.png');
  expect(await missing.shows('exit code 1')).toContain('none.png does not exist');
});

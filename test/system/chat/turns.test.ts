import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.js';
import { chatStage, type Reply, write } from './stage.js';

/** A reply that stays open. */
const open = (text: string): Reply => ({ deltas: [text], cut: 3, hold: true });

describe('an approval', () => {
  test('that is declined lets the turn go on', async () => {
    await using stage = await chatStage({ replies: [{ calls: [write('made')] }, { text: 'Then not.' }] });
    const { screen, work } = stage;
    screen.type('make it');
    screen.press('Enter');
    await screen.shows('y yes');
    screen.press('n');
    await screen.shows(/Then not\.[\s\S]*tokens/);
    expect(existsSync(join(work, 'made'))).toBe(false);
    await expect(stage.golden()).toMatchFileSnapshot('screens/declined-80.txt');
  });

  test('that is cancelled ends the turn', async () => {
    await using stage = await chatStage({ replies: [{ calls: [write('made')] }] });
    const { screen, work } = stage;
    screen.type('make it');
    screen.press('Enter');
    await screen.shows('y yes');
    screen.press('Escape');
    await screen.shows('Interrupted');
    expect(existsSync(join(work, 'made'))).toBe(false);
  });

  test('for the session is not asked again', async () => {
    const replies = [{ calls: [write('made')] }, { text: 'Once.' }, { calls: [write('made')] }, { text: 'Twice.' }];
    await using stage = await chatStage({ replies });
    const { screen } = stage;
    screen.type('make it');
    screen.press('Enter');
    await screen.shows('y yes');
    screen.press('a');
    await screen.shows(/Once\.[\s\S]*tokens/);
    screen.type('again');
    screen.press('Enter');
    await screen.shows('Twice.');
  });

  test.each([60, 80, 120])('of a change shows it as a diff, at %i columns', async (columns) => {
    const patch = [
      '*** Begin Patch',
      '*** Update File: poem.txt',
      '@@',
      ' roses are red',
      '-violets are green',
      '+violets are blue',
      '*** Add File: new.txt',
      '+a line',
      '*** End Patch',
    ].join('\n');
    await using stage = await chatStage({
      columns,
      replies: [{ calls: [{ name: 'apply_patch', args: { input: patch } }] }, { text: 'Better.' }],
      files: { 'poem.txt': 'roses are red\nviolets are green\n' },
      config: 'model_provider = "scripted"\napproval_policy = "untrusted"\nsandbox_mode = "read-only"\n',
    });
    const { screen, work } = stage;
    screen.type('mend the poem');
    screen.press('Enter');
    await screen.shows('y yes');
    expect(screen.painted()).toMatch(/\[32m[^\n]*\+violets are blue/);
    expect(screen.painted()).toMatch(/\[31m[^\n]*-violets are green/);
    await expect(stage.golden()).toMatchFileSnapshot(`screens/diff-${columns}.txt`);
    screen.press('y');
    await screen.shows(/Better\.[\s\S]*tokens/);
    expect(readFileSync(join(work, 'poem.txt'), 'utf8')).toBe('roses are red\nviolets are blue\n');
    await expect(stage.golden()).toMatchFileSnapshot(`screens/changed-${columns}.txt`);
  });
});

test.each(['Escape', 'C-c'])('%s interrupts a turn, and the next one goes on', async (key) => {
  await using stage = await chatStage({ replies: [open('I begin'), { text: 'Something else.' }] });
  const { screen } = stage;
  screen.type('begin');
  screen.press('Enter');
  await screen.shows(/I begin[\s\S]*Working/);
  screen.press(key);
  await screen.shows('Interrupted');
  screen.type('something else');
  screen.press('Enter');
  await screen.shows(/Something else\.[\s\S]*tokens/);
  if (key === 'Escape') await expect(stage.golden()).toMatchFileSnapshot('screens/interrupted-80.txt');
});

test('Enter during a turn adds to it', async () => {
  await using stage = await chatStage({ replies: [open('The first half'), { text: 'In French, then.' }] });
  const { screen } = stage;
  screen.type('tell me');
  screen.press('Enter');
  await screen.shows(/The first half[\s\S]*Working/);
  screen.type('in French');
  screen.press('Enter');
  await screen.shows(/The first half[\s\S]*in French[\s\S]*In French, then\.[\s\S]*tokens/);
  await expect(stage.golden()).toMatchFileSnapshot('screens/steered-80.txt');
});

test('what waits is shown, can be taken back, and is sent when the turn has ended', async () => {
  const slow = {
    calls: [{ name: 'exec_command', args: { cmd: 'while [ ! -e go ]; do sleep 0.05; done', yield_time_ms: 30000 } }],
  };
  const config = 'model_provider = "scripted"\napproval_policy = "never"\nsandbox_mode = "workspace-write"\n';
  await using stage = await chatStage({
    config,
    replies: [slow, { text: 'The first answer.' }, { text: 'The second answer.' }],
  });
  const { screen, work } = stage;
  screen.type('first');
  screen.press('Enter');
  await screen.shows(/while[\s\S]*Working/);
  screen.type('second');
  screen.press('Tab');
  await screen.shows('queued: second');
  await expect(stage.golden()).toMatchFileSnapshot('screens/queued-80.txt');
  screen.press('M-Up');
  await screen.shows(/› second/);
  screen.type(' and third');
  screen.press('Tab');
  await screen.shows('queued: second and third');
  await stage.write('go', '');
  await screen.shows(/The first answer\.[\s\S]*› second and third[\s\S]*The second answer\.[\s\S]*tokens/);
  expect(existsSync(join(work, 'go'))).toBe(true);
});

test('a command of the user runs, and its output and exit code are shown', async () => {
  await using stage = await chatStage();
  const { screen } = stage;
  screen.type('!echo out; exit 3');
  screen.press('Enter');
  await screen.shows('exit code 3');
  await expect(stage.golden()).toMatchFileSnapshot('screens/shell-80.txt');
});

describe('a terminal that is resized', () => {
  test.each([
    [120, 60],
    [60, 120],
  ])('from %i to %i columns shows each line once', async (before, after) => {
    const text =
      'A sentence that is long enough to be broken differently when the terminal has another width than now.';
    await using stage = await chatStage({
      columns: before,
      rows: 20,
      replies: [{ text }, open('Still at it'), { text }],
    });
    const { screen } = stage;
    screen.type('say it');
    screen.press('Enter');
    await screen.shows(/than now\.[\s\S]*tokens/);
    screen.type('go on');
    screen.press('Enter');
    await screen.shows(/Still at it[\s\S]*Working/);
    screen.resize(after, 20);
    screen.type('a letter');
    await screen.shows(/› a letter/);
    screen.press('C-u');
    await screen.shows('Add to this turn');
    const seen = screen.text(true);
    for (const once of ['› say it', '› go on', 'Still at it', 'Working', 'Add to this turn', 'Turnwire 0'])
      expect(seen.split(once).length - 1, `${once} in\n${seen}`).toBe(1);
    screen.press('Escape');
    await screen.shows('Interrupted');
  });
});

describe('the end', () => {
  test.each([
    ['Ctrl-C twice', ['C-c', 'C-c']],
    ['Ctrl-D', ['C-d']],
    ['/quit', ['/', 'q', 'u', 'i', 't', 'Enter']],
  ])('%s leaves, and the terminal is as before', async (_, keys) => {
    await using stage = await chatStage({ replies: [{ text: 'Hello.' }] });
    const { screen } = stage;
    screen.type('hello');
    screen.press('Enter');
    await screen.shows(/Hello\.[\s\S]*tokens/);
    screen.press(...keys);
    const text = await screen.shows(/exit code 0/);
    expect(text).toMatch(/turnwire resume\s+[0-9a-f-]+/);
    expect(text).not.toContain('Ask for something');
    expect(screen.modes()).toEqual({ cursor: '1', alternate: '0' });
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s leaves in the same way, also during a turn', async (signal, code) => {
    await using stage = await chatStage({ replies: [open('I begin')] });
    const { screen } = stage;
    screen.type('begin');
    screen.press('Enter');
    await screen.shows(/I begin[\s\S]*Working/);
    process.kill(screen.child(), signal);
    await screen.shows(`exit code ${code}`);
    expect(screen.modes()).toEqual({ cursor: '1', alternate: '0' });
    await until('the end of the process', () => screen.child(false) === 0);
  });
});

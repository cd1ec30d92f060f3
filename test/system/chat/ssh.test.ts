import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../../support/alive.js';
import { readRollout } from '../../support/rollout.js';
import { startSshd } from '../../support/sshd.js';
import { until } from '../../support/until.js';
import { CONFIG, chatStage, write } from './stage.js';

const LONG = 'A sentence that is long enough to be broken differently when the terminal has another width than now.';

test('a conversation over ssh is the same as here, also when the window changes its size', async () => {
  await using sshd = await startSshd();
  await using stage = await chatStage({
    over: (line) => sshd.command(line),
    replies: [{ calls: [write('made')] }, { text: 'It is made.' }, { text: LONG }],
  });
  const { screen, work } = stage;
  screen.type('make it');
  screen.press('Enter');
  await screen.shows(/Esc no,\s+and stop/);
  // The files of the tests that run here.
  await expect(stage.golden()).toMatchFileSnapshot('screens/approval-80.txt');
  expect(existsSync(join(work, 'made'))).toBe(false);
  screen.press('y');
  await screen.shows(/It is made\.[\s\S]*tokens/);
  expect(existsSync(join(work, 'made'))).toBe(true);
  await expect(stage.golden()).toMatchFileSnapshot('screens/approved-80.txt');
  screen.resize(60, 24);
  screen.type('say it');
  screen.press('Enter');
  // Broken for the new width.
  await screen.shows(/A sentence that is long enough to be broken differently\n\s+when the terminal[\s\S]*tokens/);
  screen.press('C-c', 'C-c');
  const end = await screen.shows('exit code 0');
  expect(end).toMatch(/turnwire resume\s+[0-9a-f-]+/);
  expect(end).not.toContain('Ask for something');
  expect(screen.modes()).toEqual({ cursor: '1', alternate: '0' });
});

test('when the connection is cut during a turn, the program ends, and what was shown is kept', async () => {
  await using sshd = await startSshd();
  const run = { name: 'exec_command', args: { cmd: 'echo of the command' } };
  await using stage = await chatStage({
    config: CONFIG.replace('untrusted', 'never'),
    over: (line) => sshd.command(line.replace('exec', () => 'echo $$ > pid && exec')),
    replies: [
      { text: 'A first answer.' },
      { text: 'I look.', calls: [run] },
      { deltas: ['I begin'], cut: 3, hold: true },
    ],
  });
  const { screen, home, work } = stage;
  screen.type('hello');
  screen.press('Enter');
  await screen.shows(/A first answer\.[\s\S]*tokens/);
  screen.type('go on');
  screen.press('Enter');
  await screen.shows(/I look\.[\s\S]*of the command[\s\S]*I begin[\s\S]*Working/);
  const program = readFileSync(join(work, 'pid'), 'utf8').trim();
  expect(isAlive(program)).toBe(true);
  process.kill(screen.child(true, 'ssh'), 'SIGKILL');
  await screen.shows('exit code 137');
  await until('the end of the program', () => !isAlive(program));
  const lines = await readRollout(rolloutIn(home));
  const kept = JSON.stringify(lines);
  for (const text of ['hello', 'A first answer.', 'go on', 'I look.', 'of the command', 'turn_aborted'])
    expect(kept, text).toContain(text);
  const next = stage.again('resume --last');
  await next.shows(
    /› hello[\s\S]*A first answer\.[\s\S]*› go on[\s\S]*I look\.[\s\S]*Interrupted[\s\S]*Ask for something/,
  );
});

function rolloutIn(home: string): string {
  const [name] = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.jsonl'),
  );
  return join(home, 'sessions', name as string);
}

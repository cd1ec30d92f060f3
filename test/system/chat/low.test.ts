import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatStage } from './stage.js';

const SIZE = { columns: 30, rows: 10 };
const LONG = 'find . -name "*.ts" -newer package.json -exec touch made {} +';

test('on a low screen the question and its keys stay, and all of the command can be scrolled to', async () => {
  await using stage = await chatStage({
    ...SIZE,
    replies: [{ calls: [{ name: 'exec_command', args: { cmd: LONG } }] }, { text: 'Done.' }],
  });
  const { screen, work } = stage;
  screen.type('do it');
  screen.press('Enter');
  await screen.shows(/May this command run\?[\s\S]*Esc no/);
  await expect(stage.golden()).toMatchFileSnapshot('screens/low-30.txt');
  const seen: string[] = [screen.text()];
  for (const first of [2, 3, 4]) {
    screen.press('Down');
    seen.push(await screen.shows(`lines ${first}-${first + 1} of 5`));
  }
  for (const part of ['find . -name', '"*.ts" -newer package.json', '-exec touch made {} +'])
    expect(seen.join('\n')).toContain(part);
  const last = await screen.shows(/Folder:[\s\S]*Esc no/);
  expect(last).toContain('May this command run?');
  screen.press('y');
  await screen.shows('Done.');
  expect(existsSync(join(work, 'made'))).toBe(false);
});

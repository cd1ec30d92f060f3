import { execFileSync } from 'node:child_process';
import { appendFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PromptHistory } from '../../src/store/files/prompt-history.js';
import { scratchFolder } from '../support/scratch.js';

const LINE = '{"session_id":"x","ts":1,"text":"hello"}\n';

test('lines are counted, also after the file has grown, shrunk, been replaced or gone', async () => {
  await using home = await scratchFolder('history');
  const path = join(home.path, 'history.jsonl');
  const history = new PromptHistory(home.path);
  const expectLines = async (entries: number) =>
    expect(await history.count()).toEqual({ id: statSync(path).ino, entries });
  expect(await history.count()).toEqual({ id: 0, entries: 0 });
  writeFileSync(path, LINE.repeat(5000));
  await expectLines(5000);
  await expectLines(5000);
  appendFileSync(path, `${LINE}${LINE.slice(0, 10)}`);
  await expectLines(5001);
  appendFileSync(path, LINE.slice(10));
  await expectLines(5002);
  writeFileSync(path, LINE.repeat(3));
  await expectLines(3);
  writeFileSync(path, '\n'.repeat(LINE.length * 3));
  utimesSync(path, 1, 1); // independent of the clock's resolution
  await expectLines(LINE.length * 3);
  writeFileSync(`${path}.new`, LINE.repeat(900));
  renameSync(`${path}.new`, path);
  await expectLines(900);
  rmSync(path);
  expect(await history.count()).toEqual({ id: 0, entries: 0 });
});

test('what was counted is not read again', async () => {
  await using home = await scratchFolder('history');
  const path = join(home.path, 'history.jsonl');
  const history = new PromptHistory(home.path);
  writeFileSync(path, LINE.repeat(10));
  await history.count();
  // Changed in its middle, which no writer of it does: only a second reading could tell.
  writeFileSync(path, '\n'.repeat(LINE.length * 10) + LINE, { flag: 'r+' });
  expect((await history.count()).entries).toBe(11);
});

test('a pipe in its place is not waited for', async () => {
  await using home = await scratchFolder('history');
  execFileSync('mkfifo', [join(home.path, 'history.jsonl')]);
  expect(await new PromptHistory(home.path).count()).toEqual({ id: 0, entries: 0 });
});

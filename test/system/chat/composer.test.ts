import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatStage } from './stage.js';

const answers = Array.from({ length: 3 }, (_, n) => ({ text: `Answer ${n + 1}.` }));

test('a prompt of several lines, by each of the keys, is sent as one', async () => {
  await using stage = await chatStage({ replies: answers });
  const { screen } = stage;
  screen.type('one');
  screen.press('C-j');
  screen.type('two\\');
  screen.press('Enter');
  screen.type('three');
  await screen.shows(/› one\n {2}two\n {2}three/);
  screen.press('Enter');
  await screen.shows(/› one\n {2}two\n {2}three\n\n {2}Answer 1\.[\s\S]*tokens/);
});

test('a long paste is one word, and is sent whole', async () => {
  await using stage = await chatStage({ replies: answers });
  const { screen } = stage;
  screen.paste(Array.from({ length: 30 }, (_, n) => `pasted ${n + 1}`).join('\n'));
  await screen.shows('[Paste 1: 30 lines]');
  screen.press('Enter');
  await screen.shows(/pasted 29\n {2}pasted 30\n\n {2}Answer 1\./);
});

test('earlier prompts come back with Up, also in the next chat, from the file that codex has', async () => {
  await using stage = await chatStage({ replies: answers });
  const { screen } = stage;
  screen.type('a first prompt');
  screen.press('Enter');
  await screen.shows(/Answer 1\.[\s\S]*tokens/);
  const file = join(stage.home, 'history.jsonl');
  const [line = ''] = readFileSync(file, 'utf8').split('\n');
  expect(JSON.parse(line)).toEqual({ session_id: expect.any(String), ts: expect.any(Number), text: 'a first prompt' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const next = stage.again();
  await next.shows('Ask for something');
  next.press('Up');
  await next.shows('› a first prompt');
  next.press('Down');
  await next.shows('› Ask for something');
});

test('a file is found by a part of its name', async () => {
  await using stage = await chatStage({ files: { 'src/some-file.ts': '', 'src/other.ts': '' } });
  const { screen } = stage;
  screen.type('read @somef');
  await screen.shows('\n  src/some-file.ts');
  screen.press('Enter');
  await screen.shows('› read src/some-file.ts');
});

test('commands are completed while they are typed, and an unknown one is named', async () => {
  await using stage = await chatStage();
  const { screen } = stage;
  screen.type('/co');
  await screen.shows('/compact  make the conversation shorter');
  screen.press('C-u');
  screen.type('/nothing');
  screen.press('Enter');
  await screen.shows('There is no command /nothing.');
  screen.type('/stat');
  screen.press('Enter');
  await screen.shows(/conversation +[0-9a-f-]{36}[\s\S]*approvals +untrusted/);
});

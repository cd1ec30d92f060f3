import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveConversation, checkArchivable } from '../../src/store/files/archive.js';
import { scratchFolder } from '../support/scratch.js';
import { idOf, pathOf, put, small } from './rollouts.js';

const TIME = '2025-01-01T00-00-00';

async function home() {
  const folder = await scratchFolder('archive');
  const sessions = join(folder.path, 'sessions');
  return {
    path: folder.path,
    sessions,
    rollout: await put(pathOf(folder.path, TIME, idOf(1)), small(idOf(1))),
    check: (path: string, id = idOf(1)) => checkArchivable(sessions, id, path),
    archived: () => readdirSync(join(folder.path, 'archived_sessions')),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const outside = (path: string) =>
  expect.objectContaining({
    code: 'rollout_outside_sessions',
    message: `rollout path \`${path}\` must be in sessions directory`,
  });

test('a rollout goes to the archive under its name', async () => {
  await using h = await home();
  await archiveConversation(h.path, idOf(1), h.check(h.rollout));
  expect(h.archived()).toEqual([`rollout-${TIME}-${idOf(1)}.jsonl`]);
  expect(() => h.check(h.rollout)).toThrow(outside(h.rollout));
});

test.each(['the first', 'the newest'])(
  'a conversation that was taken back goes with all its files, by %s of them',
  async (which) => {
    await using h = await home();
    const later = await put(pathOf(h.path, '2025-02-01T00-00-00', `${idOf(1)}_${idOf(9)}`), small(idOf(1)));
    const other = await put(pathOf(h.path, '2025-02-01T00-00-00', idOf(2)), small(idOf(2)));
    await archiveConversation(h.path, idOf(1), h.check(which === 'the first' ? h.rollout : later));
    expect(h.archived().sort()).toEqual([h.rollout, later].map((path) => basename(path)).sort());
    expect(readFileSync(other, 'utf8')).not.toBe('');
  },
);

test('one that lies in the archive already is kept', async () => {
  await using h = await home();
  const name = `rollout-${TIME}-${idOf(1)}.jsonl`;
  for (const content of ['first', 'second', 'third']) {
    await archiveConversation(h.path, idOf(1), h.check(await put(h.rollout, content)));
    expect(readFileSync(join(h.path, 'archived_sessions', name), 'utf8')).toBe(content);
  }
  expect(h.archived()).toEqual([name, `${name}.1`, `${name}.2`]);
});

test('the folder of sessions may be a link, and so may a folder above it (C44)', async () => {
  await using real = await scratchFolder('elsewhere');
  await using linked = await scratchFolder('archive');
  const file = await put(join(real.path, '2025/01/01', `rollout-${TIME}-${idOf(1)}.jsonl`), small(idOf(1)));
  symlinkSync(real.path, join(linked.path, 'sessions'));
  const sessions = join(linked.path, 'sessions');
  expect(checkArchivable(sessions, idOf(1), join(sessions, `2025/01/01/rollout-${TIME}-${idOf(1)}.jsonl`))).toBe(file);
  expect(checkArchivable(sessions, idOf(1), file)).toBe(file);
});

test('a folder with the name of a rollout is not a rollout (C44)', async () => {
  await using h = await home();
  const folder = pathOf(h.path, '2025-01-02T00-00-00', idOf(2));
  mkdirSync(folder, { recursive: true });
  expect(() => h.check(folder, idOf(2))).toThrow(outside(folder));
});

test('nothing outside of the folder is touched, however its path is written', async () => {
  await using h = await home();
  const beside = await put(join(h.path, `beside-${idOf(1)}.jsonl`), 'x');
  await put(join(h.path, `sessions-old/x-${idOf(1)}.jsonl`), 'x');
  const link = join(h.sessions, `link-${idOf(1)}.jsonl`);
  symlinkSync(beside, link);
  for (const path of [
    beside,
    link,
    join(h.sessions, `../beside-${idOf(1)}.jsonl`),
    `${h.sessions}/2025/../../beside-${idOf(1)}.jsonl`,
    join(h.path, `sessions-old/x-${idOf(1)}.jsonl`),
    join(h.sessions, 'missing.jsonl'),
    h.sessions,
    '',
    'a\0b',
  ]) {
    expect(() => h.check(path)).toThrow(outside(path));
  }
});

test('the name must end with the id', async () => {
  await using h = await home();
  expect(() => h.check(h.rollout, idOf(2))).toThrow(
    expect.objectContaining({
      code: 'rollout_mismatch',
      message: `rollout path \`${h.rollout}\` does not match conversation id ${idOf(2)}`,
    }),
  );
  const odd = await put(join(h.sessions, `foo-${idOf(3)}.jsonl`), 'x');
  expect(h.check(odd, idOf(3))).toBe(odd);
});

test('a name in another spelling of the id belongs to it as well', async () => {
  await using h = await home();
  const plain = await put(pathOf(h.path, TIME, idOf(0xabc).replaceAll('-', '').toUpperCase()), 'x');
  expect(h.check(plain, idOf(0xabc))).toBe(plain);
});

import { linkSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { RolloutList } from '../../src/store/files/list.js';
import { scratchFolder } from '../support/scratch.js';
import { answered, context, idOf, line, meta, pathOf, put, said, showed, small, text } from './rollouts.js';

async function home() {
  const folder = await scratchFolder('list');
  return {
    path: folder.path,
    list: new RolloutList(join(folder.path, 'sessions')),
    put: (time: string, id: string, lines: readonly string[] | string = small(id), day?: string) =>
      put(pathOf(folder.path, time, id, day), lines),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function idsOf(list: RolloutList, limit = 100): Promise<string[]> {
  return (await list.page(limit, undefined)).items.map((item) => item.conversationId);
}

test('the newest come first: by the day of the folder, then the time of the name, then the id (C43)', async () => {
  await using h = await home();
  await h.put('2025-01-01T10-00-00', idOf(1));
  await h.put('2025-01-01T10-00-00', idOf(2));
  await h.put('2025-01-01T11-00-00', idOf(3));
  await h.put('2024-12-31T23-59-59', idOf(4));
  await h.put('2025-06-01T00-00-00', idOf(5), undefined, '2025/1/1');
  await h.put('2023-06-01T00-00-00', idOf(6), undefined, '2025/01/02');
  expect(await idsOf(h.list)).toEqual([6, 5, 3, 2, 1, 4].map(idOf));
});

test("only users' conversations are listed, and the first session_meta decides that (C43)", async () => {
  await using h = await home();
  const from = (n: number, source: unknown, ...more: string[]) =>
    h.put(`2025-01-01T00-00-0${n}`, idOf(n), [meta(idOf(n), { source }), ...more, ...said('hi')]);
  await from(1, 'cli');
  await from(2, 'vscode');
  await from(3, 'exec');
  await from(4, 'mcp');
  await from(5, 'unknown');
  await from(6, { subagent: 'review' });
  await from(7, 'cli', meta(idOf(3), { source: 'exec' }));
  await from(8, 'exec', meta(idOf(1), { source: 'cli' }));
  await h.put('2025-01-01T00-00-09', idOf(9), [line('session_meta', { id: idOf(9), cwd: '/' }), ...said('no source')]);
  expect(await idsOf(h.list)).toEqual([9, 7, 2, 1].map(idOf));
});

test('an entry has the id, the time and the path, and shows the first user message', async () => {
  await using h = await home();
  const path = await h.put('2025-01-01T00-00-01', idOf(1), [
    meta(idOf(1)),
    context('<user_instructions>\n\nBe brief.\n\n</user_instructions>'),
    context(),
    ...said('  spaces stay  '),
  ]);
  const request = '# Context\nfile.ts\n## My request for Codex:\n  fix it \n';
  await h.put('2025-01-01T00-00-02', idOf(2), [meta(idOf(2), { timestamp: '' }), context(), ...said(request)]);
  await h.put('2025-01-01T00-00-03', idOf(3), [meta(idOf(3)), context(), ...showed()]);
  const { items } = await h.list.page(10, undefined);
  expect(items.map((item) => item.preview)).toEqual(['', 'fix it', '  spaces stay  ']);
  expect(items.map((item) => item.timestamp)).toEqual([
    '2025-03-04T05:06:07.890Z',
    undefined,
    '2025-03-04T05:06:07.890Z',
  ]);
  expect(items[2]).toMatchObject({ conversationId: idOf(1), location: path });
});

test('a message that comes late, behind many records or a long one, is found (C43)', async () => {
  await using h = await home();
  const many = Array.from({ length: 30 }, (_, i) => context(`<user_instructions>${i}</user_instructions>`));
  await h.put('2025-01-01T00-00-01', idOf(1), [meta(idOf(1)), ...many, ...said('late')]);
  await h.put('2025-01-01T00-00-02', idOf(2), [meta(idOf(2), { instructions: 'x'.repeat(200_000) }), ...said('far')]);
  expect((await h.list.page(9, undefined)).items.map((item) => item.preview)).toEqual(['far', 'late']);
});

test('a conversation is listed from its first user message on, also one that was read before', async () => {
  await using h = await home();
  const path = await h.put('2025-01-01T00-00-01', idOf(1), [meta(idOf(1)), context()]);
  expect(await idsOf(h.list)).toEqual([]);
  await writeFile(path, text(said('now')), { flag: 'a' });
  expect(await idsOf(h.list)).toEqual([idOf(1)]);
});

test('bad files do not spoil the list', async () => {
  await using h = await home();
  const day = dirname(await h.put('2025-01-01T00-00-01', idOf(1)));
  await h.put('2025-01-01T00-00-02', idOf(2), '');
  await h.put('2025-01-01T00-00-03', idOf(3), '\0\u0001\ufffd\n\n{"type":5}\nnull\n[]\n');
  await h.put('2025-01-01T00-00-04', idOf(4), [...said('no meta')]);
  await h.put('2025-01-01T00-00-05', idOf(5), [meta('not-a-uuid'), ...said('odd id')]);
  await h.put('2025-01-01T00-00-06', idOf(6), `not json\n\n${text(small(idOf(6)))}{"torn`);
  await mkdir(pathOf(h.path, '2025-01-01T00-00-07', idOf(7)));
  await symlink(pathOf(h.path, '2025-01-01T00-00-01', idOf(1)), pathOf(h.path, '2025-01-01T00-00-08', idOf(8)));
  await symlink('/nowhere', pathOf(h.path, '2025-01-01T00-00-09', idOf(9)));
  for (const name of [
    `rollout-2025-13-03T00-00-00-${idOf(10)}.jsonl`,
    `rollout-2025-02-30T00-00-00-${idOf(10)}.jsonl`,
    `rollout-2025-01-01T00-00-00.5-${idOf(10)}.jsonl`,
    `rollout-2025-01-01T00-00-00-${idOf(10)}.json`,
    `session-2025-01-01T00-00-00-${idOf(10)}.jsonl`,
  ]) {
    await put(join(day, name), small(idOf(10)));
  }
  for (const elsewhere of ['', '2025', '2025/01', 'notes/01/01', '2025/100/01', '-1/01/01']) {
    await put(join(h.path, 'sessions', elsewhere, `rollout-2025-01-01T00-00-00-${idOf(11)}.jsonl`), small(idOf(11)));
  }
  expect(await idsOf(h.list)).toEqual([idOf(6), idOf(1)]);
});

test('a day that is spelled in two ways is one day, and a name in two spellings one place', async () => {
  await using h = await home();
  await h.put('2025-01-02T00-00-01', idOf(1), undefined, '2025/01/02');
  await h.put('2025-01-02T00-00-02', idOf(2), undefined, '2025/1/2');
  await h.put('2025-01-02T00-00-03', idOf(3), undefined, '2025/1/02');
  await h.put('2025-01-02T00-00-03', idOf(3).replaceAll('-', ''), small(idOf(3)), '2025/01/02');
  await h.put('2025-01-02T00-00-04', idOf(0xabc).toUpperCase(), small(idOf(0xabc)), '2025/01/2');
  const seen: string[] = [];
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const page = await h.list.page(1, cursor);
    seen.push(...page.items.map((item) => item.conversationId));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual([0xabc, 3, 2, 1].map(idOf));
});

test('a full last page has no cursor, pages are never short, and none is dead (C43)', async () => {
  await using h = await home();
  for (let n = 0; n < 6; n++) await h.put(`2025-01-01T00-00-0${n}`, idOf(n));
  // What is dropped does not count against the page.
  await h.put('2025-01-01T00-00-06', idOf(6), [...answered('first'), meta(idOf(6), { source: 'exec' })]);
  const first = await h.list.page(3, undefined);
  expect(first).toMatchObject({ items: [{}, {}, {}], nextCursor: `2025-01-01T00-00-03|${idOf(3)}` });
  const second = await h.list.page(3, first.nextCursor?.toUpperCase());
  expect(second.items.map((item) => item.conversationId)).toEqual([2, 1, 0].map(idOf));
  expect(second.nextCursor).toBeUndefined();
  expect(await h.list.page(6, undefined)).not.toHaveProperty('nextCursor');
  expect(await h.list.page(0, undefined)).toEqual({ items: [] });
});

test('an invalid cursor starts the list again, and a cursor of a removed conversation continues after it', async () => {
  await using h = await home();
  for (const n of [1, 3]) await h.put(`2025-01-01T00-00-0${n}`, idOf(n));
  for (const odd of ['', 'nonsense', '2025-01-01T00-00-02', `2025-01-01T00-00-02|${idOf(2)}x`]) {
    expect((await h.list.page(1, odd)).items[0]?.conversationId).toBe(idOf(3));
  }
  expect((await h.list.page(1, `2025-01-01T00-00-02|${idOf(2)}`)).items[0]?.conversationId).toBe(idOf(1));
});

test('no sessions folder is an empty list, a file in its place an error', async () => {
  await using h = await home();
  expect(await h.list.page(5, undefined)).toEqual({ items: [] });
  await writeFile(join(h.path, 'sessions'), '');
  await expect(h.list.page(5, undefined)).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('five conversations behind more than ten thousand others are all reached (C43)', async () => {
  await using h = await home();
  const other = [meta(idOf(0), { source: 'exec' }), ...said('by a program')];
  const interactive = [7, 2_000, 5_100, 9_999, 10_200];
  // One file under many names: only names and first lines matter here.
  const program = await put(join(h.path, 'program.jsonl'), other);
  for (const day of ['01', '02', '03']) await mkdir(join(h.path, 'sessions/2025/01', day), { recursive: true });
  for (let n = 1; n <= 10_200; n++) {
    const seconds = n % 3600;
    const clock = [Math.floor(n / 3600), Math.floor(seconds / 60), seconds % 60].map((x) => String(x).padStart(2, '0'));
    const path = pathOf(h.path, `2025-01-0${1 + (n % 3)}T${clock.join('-')}`, idOf(n));
    if (interactive.includes(n)) await put(path, small(idOf(n)));
    else linkSync(program, path);
  }
  const seen: string[] = [];
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const page = await h.list.page(2, cursor);
    seen.push(...page.items.map((item) => item.conversationId));
    cursor = page.nextCursor;
  }
  expect(seen.sort()).toEqual(interactive.map(idOf));
});

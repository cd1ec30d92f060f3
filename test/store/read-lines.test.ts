import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLines } from '../../src/store/files/read-lines.js';
import { scratchFolder } from '../support/scratch.js';

async function linesOf(
  path: string,
  options: { from?: number; to?: number; firstChunk?: number; until?: number } = {},
) {
  const { to = Number.POSITIVE_INFINITY, until = Number.POSITIVE_INFINITY, ...rest } = options;
  const lines: [text: string | undefined, start: number][] = [];
  const ends: boolean[] = [];
  const read = await readLines(path, { to, ...rest }, (line, last, start) => {
    lines.push([line?.toString(), start]);
    ends.push(last);
    return lines.length < until;
  });
  return { ...read, lines, ends };
}

test('lines are whole wherever the pieces end in which the file is read', async () => {
  await using folder = await scratchFolder('lines');
  const path = join(folder.path, 'a');
  // Some are longer than a piece, and characters lie across its end.
  const texts = Array.from({ length: 40 }, (_, n) => `${n} ${'é€'.repeat(n * n * 37)}`);
  const whole = `${texts.join('\n')}\n`;
  await writeFile(path, whole);
  const size = Buffer.byteLength(whole);
  let at = 0;
  const placed = [...texts, ''].map((text) => {
    const start = at;
    at += Buffer.byteLength(text) + 1;
    return [text, start];
  });
  const read = await linesOf(path);
  expect(read.lines).toEqual(placed);
  expect(read).toMatchObject({ size, endsWithNewline: true });
  expect(read.ends.indexOf(true)).toBe(texts.length);
  expect((await linesOf(path, { firstChunk: 100 })).lines).toEqual(placed);
  const from = placed[30]?.[1] as number;
  expect((await linesOf(path, { from })).lines).toEqual(placed.slice(30));
  const to = (placed[35]?.[1] as number) + 5;
  const cut = await linesOf(path, { to });
  expect(cut).toMatchObject({ size: to, endsWithNewline: false });
  expect(cut.lines.slice(0, 35)).toEqual(placed.slice(0, 35));
  expect(cut.lines).toHaveLength(36);
  expect((await linesOf(path, { until: 33 })).lines).toEqual(placed.slice(0, 33));
});

test('an error of the consumer ends the reading, also while more is being read', async () => {
  await using folder = await scratchFolder('lines');
  const path = join(folder.path, 'a');
  await writeFile(path, `${'x'.repeat(1000)}\n`.repeat(2000));
  let count = 0;
  const reading = readLines(path, { to: Number.POSITIVE_INFINITY }, () => {
    if (++count === 1500) throw new Error('enough');
    return true;
  });
  await expect(reading).rejects.toThrow('enough');
});

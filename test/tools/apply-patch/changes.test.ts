import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedHunks } from '../../../src/tools/apply-patch/diff/hunks.js';
import { applyChunks } from '../../../src/tools/apply-patch/match.js';
import { scratchFolder } from '../../support/scratch.js';
import { chunksOf, update } from './support.js';

const hunks = (before: string, after: string, context = 1) =>
  unifiedHunks(Buffer.from(before), Buffer.from(after), context);

test.each<[name: string, before: string, after: string, diff: string]>([
  ['nothing', 'a\n', 'a\n', ''],
  ['one of one', 'a\n', 'b\n', '@@ -1 +1 @@\n-a\n+b\n'],
  ['a new file', '', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
  ['all gone', 'a\n', '', '@@ -1 +0,0 @@\n-a\n'],
  ['in the middle', 'a\nb\nc\nd\ne\n', 'a\nb\nX\nd\ne\n', '@@ -2,3 +2,3 @@\n b\n-c\n+X\n d\n'],
  ['appended', 'a\nb\n', 'a\nb\nc\n', '@@ -2 +2,2 @@\n b\n+c\n'],
  ['two places', 'a\nb\nc\nd\ne\n', 'A\nb\nc\nd\nE\n', '@@ -1,2 +1,2 @@\n-a\n+A\n b\n@@ -4,2 +4,2 @@\n d\n-e\n+E\n'],
  ['two near places', 'a\nb\nc\nd\n', 'A\nb\nc\nD\n', '@@ -1,4 +1,4 @@\n-a\n+A\n b\n c\n-d\n+D\n'],
  [
    'no line break on either side',
    'a',
    'b',
    '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
  ],
  ['a line break is added', 'a', 'a\n', '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n'],
  ['context without a line break', 'a\nb', 'A\nb', '@@ -1,2 +1,2 @@\n-a\n+A\n b\n\\ No newline at end of file\n'],
  ['CRLF', 'a\r\n', 'b\r\n', '@@ -1 +1 @@\n-a\r\n+b\r\n'],
  ['U+2028 ends no line', 'a\u2028b\n', 'a\u2028c\n', '@@ -1 +1 @@\n-a\u2028b\n+a\u2028c\n'],
])('hunks: %s', (_, before, after, diff) => {
  expect(hunks(before, after)).toBe(diff);
});

test('10,000 lines of which all differ, or move about, take no time', () => {
  const old = Array.from({ length: 10_000 }, (_, n) => `line ${n}\n`);
  const start = process.cpuUsage();
  expect(hunks(old.join(''), old.map((line) => `x${line}`).join(''))).toMatch(/^@@ -1,10000 \+1,10000 @@\n/);
  const sparse = hunks(old.join(''), old.map((line, n) => (n % 5 === 0 ? `x${line}` : line)).join(''), 0);
  expect(sparse.match(/^@@/gm)).toHaveLength(2000);
  const shuffled = old.map((_, n) => old[(n * 7919) % 10_000] ?? '');
  expect(hunks(old.join(''), shuffled.join(''))).not.toBe('');
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
});

const ENDINGS = ['\n', '\r\n'];
interface Case {
  before: string;
  body: string[];
  after: string;
}

/** A file, edits to it, the patch that says so with three lines of context, and what must come out; line endings are those of the file. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    ending: fc.constantFrom(...ENDINGS),
    ended: fc.boolean(),
    lines: fc.array(
      fc.record({
        text: fc.string({ maxLength: 6, unit: 'grapheme' }).map((text) => text.replace(/[\r\n\u2028\u2029]/g, '')),
        fate: fc.constantFrom('keep', 'keep', 'keep', 'keep', 'keep', 'keep', 'remove', 'replace', 'insert'),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ ending: wanted, ended, lines }) => {
    // One line that is not ended has no ending to go by.
    const ending = lines.length > 1 || ended ? wanted : '\n';
    // The numbers make lines unlike, so that there is one place for each chunk.
    const old = lines.map(({ text, fate }, n) => ({ text: `${n}${text}`, fate }));
    const ops = old.flatMap(({ text, fate }): [sign: string, text: string][] => {
      if (fate === 'remove') return [['-', text]];
      if (fate === 'replace')
        return [
          ['-', text],
          ['+', `new ${text}`],
        ];
      if (fate === 'insert')
        return [
          ['+', `new ${text}`],
          [' ', text],
        ];
      return [[' ', text]];
    });
    const near = (at: number) => ops.slice(Math.max(0, at - 3), at + 4).some(([sign]) => sign !== ' ');
    const body: string[] = [];
    ops.forEach(([sign, text], at) => {
      if (!near(at)) return;
      if (!near(at - 1) || at === 0) body.push('@@');
      body.push(sign + text);
    });
    const join = (all: { text: string; isNew: boolean }[]) => {
      const text = all.map((line) => line.text + ending).join('');
      // The break at the very end is missing as before, unless the line that had none is gone.
      const open = !ended && (all.at(-1)?.isNew || all.at(-1)?.text === old.at(-1)?.text);
      return open ? text.slice(0, -ending.length) : text;
    };
    return {
      before: join(old.map(({ text }) => ({ text, isNew: false }))),
      body: body.length === 0 ? ['@@', ` ${old[0]?.text}`] : body,
      after: join(ops.filter(([sign]) => sign !== '-').map(([sign, text]) => ({ text, isNew: sign === '+' }))),
    };
  });

test('random edits rendered as a patch give the expected bytes', async () => {
  await fc.assert(
    fc.property(cases, ({ before, body, after }) => {
      const result = applyChunks(Buffer.from(before), chunksOf(update('f', ...body)), 'f');
      expect(result.toString()).toBe(after);
    }),
    { numRuns: 1000 },
  );
});

test('C139: with any line endings and bytes, unchanged lines stay byte for byte', async () => {
  const line = fc.record({
    bytes: fc.uint8Array({ maxLength: 5 }).map((bytes) =>
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/[\r\n]/g, '.'),
    ),
    ending: fc.constantFrom(...ENDINGS),
    fate: fc.constantFrom('name', 'leave', 'leave', 'leave'),
  });
  await fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.boolean(), (lines, ended) => {
      const old = lines.map(({ bytes, ending, fate }, n) => ({
        text: fate === 'name' ? `named ${n}` : bytes,
        ending: ended || n < lines.length - 1 ? ending : '',
        named: fate === 'name',
      }));
      const body = old.flatMap(({ text, named }) => (named ? ['@@', `-${text}`, `+new ${text}`] : []));
      fc.pre(body.length > 0);
      const bytes = (all: { text: string; ending: string }[]) =>
        Buffer.from(all.map(({ text, ending }) => text + ending).join(''), 'latin1');
      const result = applyChunks(bytes(old), chunksOf(update('f', ...body)), 'f');
      expect(result).toEqual(bytes(old.map((one) => (one.named ? { ...one, text: `new ${one.text}` } : one))));
    }),
    { numRuns: 500 },
  );
});

test('the hunks of random edits, applied by git, give the same bytes', async () => {
  await using work = await scratchFolder('changes');
  // Few kinds of lines, so that the place of a hunk hangs on its numbers and its context.
  const file = fc
    .tuple(fc.array(fc.constantFrom('a\n', 'b\n', '\n', 'c\r\n', 'ü\n'), { maxLength: 25 }), fc.constantFrom('', 'end'))
    .map(([lines, end]) => lines.join('') + end);
  const pairs = [
    ...fc.sample(fc.tuple(file, file), 150),
    ...fc.sample(cases, 150).map(({ before, after }): [string, string] => [before, after]),
  ];
  let all = '';
  for (const [n, [before, after]] of pairs.entries()) {
    await work.write(`f${n}`, before);
    const text = hunks(before, after);
    if (text !== '') all += `diff --git a/f${n} b/f${n}\n--- a/f${n}\n+++ b/f${n}\n${text}`;
  }
  execFileSync('git', ['-c', 'core.autocrlf=false', 'apply', '--whitespace=nowarn'], {
    cwd: work.path,
    input: all,
    env: { ...process.env, GIT_CEILING_DIRECTORIES: join(work.path, '..') },
  });
  for (const [n, [, after]] of pairs.entries()) {
    expect(readFileSync(join(work.path, `f${n}`), 'utf8')).toBe(after);
  }
});

import { describe, expect, test } from 'vitest';
import { applied, appliedBytes } from './support.js';

const notFound = (...lines: string[]) => `Failed to find expected lines in f.txt:\n${lines.join('\n')}`;

describe('the observed vectors', () => {
  test.each<[name: string, before: string, body: string[], after: string]>([
    ['chunks, the first without a marker', 'a\nb\nc\nd\n', ['-a', '+A', '@@', '-c', '+C'], 'A\nb\nC\nd\n'],
    [
      'a blank line inside a chunk is context',
      'a\nb\nc\nd\n',
      ['@@', '-a', '+A', '', '-c', '+C'],
      notFound('a', '', 'c'),
    ],
    ['a blank line as context', 'a\n\nc\n', ['@@', ' a', '', '-c', '+C'], 'a\n\nC\n'],
    [
      'chunks out of the order of the file',
      'x\na\ny\na\n',
      ['@@ y', '-a', '+A', '@@ x', '-a', '+B'],
      "Failed to find context 'x' in f.txt",
    ],
    ['the end of the file is no wish but a place', 'a\nb\n', ['@@', '-a', '+A', '*** End of File'], notFound('a')],
    ['an empty file', '', ['@@', '+x'], 'x\n'],
  ])('%s', (_, before, body, after) => {
    expect(applied(before, ...body)).toBe(after);
  });

  test('C139: context that matches loosely keeps its spelling', () => {
    expect(applied('  foo  \nbar\n', '@@', ' foo', '-bar', '+baz')).toBe('  foo  \nbaz\n');
  });

  test('C139: a final blank line is kept', () => {
    expect(applied('a\nb\n\n', '@@', ' b', '+c')).toBe('a\nb\nc\n\n');
  });

  test('a patch with CRLF', () => {
    expect(applied('a\n', '@@\r', '-a\r', '+b\r')).toBe('b\n');
  });
});

describe('C241: places below each other', () => {
  const file = 'class A\n  def x\n    1\n  def y\n    1\nclass B\n  def x\n    1\n  def y\n    1\n';
  const changed = (...at: number[]): string =>
    file
      .split('\n')
      .map((line, n) => (at.includes(n) ? line.replace('1', '2') : line))
      .join('\n');
  const edit = ['-    1', '+    2'];
  test.each<[name: string, body: string[], after: string]>([
    ['a method of the second class', ['@@ class B', '@@   def x', ...edit], changed(7)],
    ['indented otherwise', ['@@ class B', '@@ def y', ...edit], changed(9)],
    ['with a blank marker between', ['@@ class B', '@@', '@@ def y', ...edit], changed(9)],
    ['both classes', ['@@ class A', '@@ def y', ...edit, '@@ class B', '@@ def x', ...edit], changed(4, 7)],
    ['two methods of one class', ['@@ class A', '@@ def x', ...edit, '@@ class A', '@@ def y', ...edit], changed(2, 4)],
    ['one that is not there', ['@@ class B', '@@ def z', ...edit], "Failed to find context 'def z' in f.txt"],
    ['in the wrong order', ['@@ class B', '@@ class A', ...edit], "Failed to find context 'class A' in f.txt"],
  ])('%s', (_, body, after) => {
    expect(applied(file, ...body)).toBe(after);
  });
});

describe('places', () => {
  test('C136: new lines without context lines go behind the line after @@', () => {
    expect(applied('a\nb\n', '@@ a', '+INS')).toBe('a\nINS\nb\n');
  });

  test('C136: at the end all the same when the chunk says so', () => {
    expect(applied('a\nb\n', '@@ a', '+INS', '*** End of File')).toBe('a\nb\nINS\n');
  });

  test.each<[name: string, before: string, body: string[], after: string]>([
    ['new lines without any place go to the end', 'a\nb\n', ['@@', '+c', '+d'], 'a\nb\nc\nd\n'],
    ['and before a last line that is empty', 'a\n\n', ['@@', '+x'], 'a\nx\n\n'],
    ['also when a later chunk lies further up', 'a\nb\n', ['+z', '@@', '-a', '+A'], 'A\nb\nz\n'],
    ['context alone changes nothing', 'a\nb\n', ['@@', ' a', ' b'], 'a\nb\n'],
    ['the line after @@ chooses among equals', 'f\nx\ng\nx\n', ['@@ g', '-x', '+y'], 'f\nx\ng\ny\n'],
    [
      'the line after @@ may be indented otherwise',
      'f\n  def g():\nx\n',
      ['@@ def g():', '-x', '+y'],
      'f\n  def g():\ny\n',
    ],
    ['and is not itself part of the chunk', 'x\nx\n', ['@@ x', '-x', '+y'], 'x\ny\n'],
    ['the first place counts', 'x\nx\n', ['-x', '+y'], 'y\nx\n'],
    ['at the end, the last place counts', 'x\nx\n', ['-x', '+y', '*** End of File'], 'x\ny\n'],
    ['an exact place before a loose one above it', ' x\nx\n', ['-x', '+y'], ' x\ny\n'],
    ['the next chunk is sought behind the last one', 'x\nx\nx\n', ['-x', '+1', '@@', '-x', '+2'], '1\n2\nx\n'],
    ['an end that an earlier chunk has taken', 'a\nb\n', ['-a', '-b', '@@', '-b', '*** End of File'], notFound('b')],
    ['a chunk longer than the file', 'a\n', ['-a', '-b'], notFound('a', 'b')],
    ['an empty file has no lines', '', ['-a', '+b'], notFound('a')],
    ['removing all leaves an empty file', 'a\nb\n', ['-a', '-b'], ''],
    ['removing in the middle', 'a\nb\nc\n', [' a', '-b', ' c'], 'a\nc\n'],
    ['the order of signs is the order of lines', 'a\nb\n', ['+0', '-a', '+1', ' b', '+2'], '0\n1\nb\n2\n'],
    ['new lines above the first', 'a\n', ['+0', ' a'], '0\na\n'],
  ])('%s', (_, before, body, after) => {
    expect(applied(before, ...body)).toBe(after);
  });
});

describe('a blank line at the end of a chunk that stands for the end of the last line', () => {
  test.each<[name: string, before: string, body: string[], after: string]>([
    ['as context', 'a\nb\n', ['-b', '+c', ''], 'a\nc\n'],
    ['removed and added again', 'a\nb\n', ['-b', '-', '+c', '+'], 'a\nc\n'],
    ['removed', 'a\nb\n', ['-b', '-', '+c'], 'a\nc\n'],
    ['with new lines behind, it is wanted between', 'a\n', [' a', '', '+b'], 'a\n\nb\n'],
    ['a real one is preferred', 'b\n\nb\n', ['-b', '+c', ''], 'c\n\nb\n'],
    ['one of two is removed', 'a\n\n', [' a', ' ', '-'], 'a\n'],
    ['nothing else in the chunk', 'a\n', ['@@ a', ' ', '+b'], 'a\n\nb\n'],
    ['other lines are still needed', 'a\n', ['-x', ''], notFound('x', '')],
  ])('%s', (_, before, body, after) => {
    expect(applied(before, ...body)).toBe(after);
  });
});

describe('four passes', () => {
  test.each<[name: string, before: string, body: string[], after: string]>([
    ['blanks at the end', 'a \t\nb\n', [' a', '-b', '+c'], 'a \t\nc\n'],
    ['indentation', '\ta\n\tb\n', ['     a', '-    b', '+\tc'], '\ta\n\tc\n'],
    ['dashes', 'x \u2013 y\nb\n', [' x - y', '-b', '+c'], 'x \u2013 y\nc\n'],
    ['a minus sign', '\u2212 1\n', ['-- 1', '+- 2'], '- 2\n'],
    ['single quotes', 'it\u2019s\n', ["-it's", '+is'], 'is\n'],
    ['double quotes', '\u201cx\u201d\nb\n', [' "x"', '-b', '+c'], '\u201cx\u201d\nc\n'],
    ['wide and hard spaces', 'a\u00a0b\u2003c\u3000d\ne\n', [' a b c d', '-e', '+f'], 'a\u00a0b\u2003c\u3000d\nf\n'],
    [
      'typography in the patch, keys in the file',
      '"x" - y\nb\n',
      [' \u201cx\u201d \u2014 y', '-b', '+c'],
      '"x" - y\nc\n',
    ],
    ['case is never ignored', 'A\n', ['-a'], notFound('a')],
    ['letters beyond ASCII', 'Füße 漢字 🎈\nb\n', [' Füße 漢字 🎈', '-b', '+Ünï'], 'Füße 漢字 🎈\nÜnï\n'],
  ])('%s', (_, before, body, after) => {
    expect(applied(before, ...body)).toBe(after);
  });
});

describe('C139: bytes that a patch does not name stay as they are', () => {
  test.each<[name: string, before: string, body: string[], after: string]>([
    ['new lines in a CRLF file get CRLF', 'a\r\nb\r\n', [' a', '-b', '+c', '+d'], 'a\r\nc\r\nd\r\n'],
    ['above the first line as well', 'a\r\n', ['+0', ' a'], '0\r\na\r\n'],
    ['at the end as well', 'a\r\n', ['+z'], 'a\r\nz\r\n'],
    ['mixed: as the line that is replaced', 'a\r\nb\nc\r\n', [' a', '-b', '+B', ' c'], 'a\r\nB\nc\r\n'],
    ['mixed: each as its own', 'a\r\nb\n', ['-a', '+A', '-b', '+B'], 'A\r\nB\n'],
    ['mixed: a group line by line', 'a\r\nb\nc\r\n', ['-a', '-b', '+A', '+B', '+C', ' c'], 'A\r\nB\nC\nc\r\n'],
    ['mixed: as the line above', 'a\r\nb\n', [' a', '+x', ' b'], 'a\r\nx\r\nb\n'],
    ['mixed: new before old', 'a\r\nb\n', [' a', '+B', '-b'], 'a\r\nB\n'],
    ['a blank line of a CRLF file', 'a\r\n\r\nb\r\n', [' a', '', '-b', '+c'], 'a\r\n\r\nc\r\n'],
    ['a lone CR is part of its line', 'a\rb\nc\n', ['-c', '+d'], 'a\rb\nd\n'],
    ['no line break at the end: replaced', 'a\nb', ['-b', '+c'], 'a\nc'],
    ['no line break at the end: appended', 'a\nb', [' b', '+c'], 'a\nb\nc'],
    ['no line break at the end: changed above', 'a\nb', ['-a', '+A'], 'A\nb'],
    ['no line break at the end: the last line goes', 'a\nb', ['-b'], 'a\n'],
    ['no line break at the end: lines change places', 'a\nb', ['-a', ' b', '+a'], 'b\na'],
    ['no line break at the end of a CRLF file', 'a\r\nb', [' b', '+c'], 'a\r\nb\r\nc'],
    ['one line without a break', 'a', [' a', '+b'], 'a\nb'],
    ['appended without a place', 'a', ['+b'], 'a\nb'],
    ['blank lines at the end', 'a\n\n\n\n', ['-a', '+b'], 'b\n\n\n\n'],
    ['a byte order mark, the first line replaced', '\ufeffa\nb\n', ['-a', '+A'], '\ufeffA\nb\n'],
    ['a byte order mark, kept as context', '\ufeffa\nb\n', [' a', '-b'], '\ufeffa\n'],
    ['a byte order mark that the patch writes too', '\ufeffa\n', ['-\ufeffa', '+\ufeffb'], '\ufeffb\n'],
    ['form feeds and tabs', 'a\f\n\tb\v\nc\n', ['-c', '+d'], 'a\f\n\tb\v\nd\n'],
  ])('%s', (_, before, body, after) => {
    expect(applied(before, ...body)).toBe(after);
  });

  test('lines that are not UTF-8', () => {
    const before = Buffer.from('caf\xe9\nb\n\xff\xfe\x00\n', 'latin1');
    expect(appliedBytes(before, '-b', '+ü')).toEqual(Buffer.from('caf\xe9\n\xc3\xbc\n\xff\xfe\x00\n', 'latin1'));
  });

  test('a line that is not UTF-8 is found by what a model was shown of it', () => {
    const before = Buffer.from('caf\xe9\nb\n', 'latin1');
    expect(appliedBytes(before, ' caf\ufffd', '-b', '+c')).toEqual(Buffer.from('caf\xe9\nc\n', 'latin1'));
  });

  test('every byte there is', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const before = Buffer.concat([all, Buffer.from('\nx\n'), all]);
    expect(appliedBytes(before, '-x', '+y')).toEqual(Buffer.concat([all, Buffer.from('\ny\n'), all]));
  });
});

test('100,000 lines and 200 chunks, one of which fits only loosely, take no time', () => {
  const lines = Array.from({ length: 100_000 }, (_, n) => `line ${n}`);
  const body = Array.from({ length: 200 }, (_, n) => [
    '@@',
    ` ${n === 100 ? '  ' : ''}line ${n * 500}`,
    `-line ${n * 500 + 1}`,
  ]);
  const start = process.cpuUsage();
  const after = applied(`${lines.join('\n')}\n`, ...body.flat());
  expect(after.split('\n')).toHaveLength(100_001 - 200);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
});

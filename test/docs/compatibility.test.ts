import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PAGE = readFileSync('docs/compatibility.md', 'utf8');
const ROWS = [...PAGE.matchAll(/^\| (C\d+) \| (.+) \| (.+) \| (.+) \|$/gm)].map(([, number, , , tests]) => ({
  number: number as string,
  tests: [...(tests as string).matchAll(/`([^`]+)`/g)].map(([, path]) => path as string),
}));

/** Every `C12` in a comment, a test name or a note, with the file that cites it. */
function citations(): { file: string; number: string }[] {
  return ['src', 'protocol', 'test', 'bench', 'clients', 'docs']
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter(
      (file) => /\.(ts|mts|mjs|md)$/.test(file) && file !== 'docs/compatibility.md' && !file.startsWith('test/docs'),
    )
    .flatMap((file) => {
      const numbers = readFileSync(file, 'utf8').match(/\bC\d{1,3}\b(?=[^'\w]|$)/g) ?? [];
      return [...new Set(numbers)].map((number) => ({ file, number }));
    });
}

test('every number is in the page once', () => {
  const numbers = ROWS.map(({ number }) => number);
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  expect(numbers.length).toBeGreaterThanOrEqual(140);
});

test('every number that is cited is in the page', () => {
  const known = new Set(ROWS.map(({ number }) => number));
  expect(citations().filter(({ number }) => !known.has(number))).toEqual([]);
});

test('every row names a test that exists', () => {
  expect(ROWS.filter(({ tests }) => tests.length === 0).map(({ number }) => number)).toEqual([]);
  const missing = ROWS.flatMap(({ number, tests }) =>
    tests.filter((path) => !existsSync(join('test', path))).map((path) => `${number}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test.each(['docs/security.md', 'docs/durability.md'])('every promise of %s names a test that exists', (path) => {
  const page = readFileSync(path, 'utf8');
  const promises = [...page.matchAll(/^\| (.+) \| (.+) \|$/gm)].filter(
    ([, promise]) => !/^(promise|---)$/.test(promise ?? ''),
  );
  expect(promises.length).toBeGreaterThan(20);
  const unproved = promises.filter(([, , tests]) => !tests?.includes('`test/')).map(([row]) => row);
  const named = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, name]) => name as string);
  expect({ unproved, missing: named.filter((name) => !existsSync(name)) }).toEqual({ unproved: [], missing: [] });
});

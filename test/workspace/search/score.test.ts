import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lettersOf, lettersOfWords, type Word, wordsOf } from '../../../src/workspace/search/query.js';
import { Scorer } from '../../../src/workspace/search/score.js';

const scorer = new Scorer();

/** The score of a query, and the characters that matched. */
function match(query: string, path: string): [number, number[]] | undefined {
  let sum = 0;
  const words = wordsOf(query);
  for (const word of words) {
    const score = scorer.score(word, path);
    if (score === undefined) return undefined;
    sum += score;
  }
  const positions = new Set(words.flatMap((word) => scorer.positions(word, path)));
  return [sum, [...positions].sort((a, b) => a - b)];
}

// All were seen of the reference (C23).
it.each([
  ['main', 'main-link.txt', 114, [0, 1, 2, 3]],
  ['main', '.git/main', 109, [5, 6, 7, 8]],
  ['main', 'a main', 114, [2, 3, 4, 5]],
  ['main.rs', 'main.rs', 192, [0, 1, 2, 3, 4, 5, 6]],
  ['main.rs', 'src/main.rs', 184, [4, 5, 6, 7, 8, 9, 10]],
  ['mn', 'main', 48, [0, 3]],
  ['window', 'MainWindow', 131, [4, 5, 6, 7, 8, 9]],
  ['1', 'a1b', 26, [1]],
  ['12', 'ab12', 47, [2, 3]],
  ['bar', 'foo-bar', 80, [4, 5, 6]],
  ['fb', 'foo-bar', 55, [0, 4]],
  ['xy', 'aXbY', 44, [1, 3]],
  ['aab', 'xaab', 56, [1, 2, 3]],
  ['.env', '.env', 104, [0, 1, 2, 3]],
  ['env', '.env', 80, [1, 2, 3]],
  ['日', '日本', 36, [0]],
  ['本', '日本', 16, [1]],
  ['main rs', 'src/main.rs', 165, [4, 5, 6, 7, 9, 10]],
  ['rs main', 'src/main.rs', 165, [4, 5, 6, 7, 9, 10]],
  ['b-cd', 'xab-cd', 88, [2, 3, 4, 5]],
  ['/', 'ab/cd', 16, [2]],
  ['/cd', 'ab/cd', 66, [2, 3, 4]],
  ['b/cd', 'ab/cd', 86, [1, 2, 3, 4]],
  ['-', 'xab-cd', 32, [3]],
  ['a\\ b', 'a b', 88, [0, 1, 2]],
  ['\t', 'a\tb', 36, [1]],
  ['ab', 'a b', 59, [0, 2]],
  ['ab', '😀ab', 56, [1, 2]],
  ['😀', '😀ab', 32, [0]],
  ['bC', 'AbCd', 37, [1, 2]],
  ['bcd', 'AbCd', 57, [1, 2, 3]],
  ['foobar', 'fooBAR', 166, [0, 1, 2, 3, 4, 5]],
  ['fB', 'fooBAR', 53, [0, 3]],
  ['1c', 'ab1cd', 47, [2, 3]],
  ['nandu', 'ñandú', 140, [0, 1, 2, 3, 4]],
  ['   ', 'whatever', 0, []],
] as const)('%j in %j scores %d', (query, path, score, positions) => {
  expect(match(query, path)).toEqual([score, positions]);
});

it('a gap never takes more than there is', () => {
  expect(match('ab', `a${'x'.repeat(100)}b`)).toEqual([16, [0, 101]]);
});

it.each([
  ['window', 'MainWindow', true],
  ['Window', 'MainWindow', true],
  ['Window', 'window', false],
  ['cafe', 'café', true],
  ['café', 'café', true],
  ['café', 'cafe', false],
  ['CAFE', 'café', false],
  ['école', 'ÉCOLE', true],
  ['É', 'École', true],
  ['É', 'école', false],
  ['o', 'Ø', true],
  ['strasse', 'straße', false],
  ['i', 'İstanbul', true],
  ['Istanbul mains', 'src/main.rs', false],
  ['^src', 'src', false],
  ["'src", 'src', false],
  ['rs$', 'main.rs', false],
  ['!x', 'main.rs', false],
  ['и', 'й', false],
])('whether %j is found in %j: %s', (query, path, found) => {
  expect(match(query, path) !== undefined).toBe(found);
});

const DELIMITERS = '/,:;|';
const isWord = (char: string) => /[\p{L}\p{N}]/u.test(char);

/** Written for this test alone, character by character. */
function bonus(path: readonly string[], at: number): number {
  const char = path[at] as string;
  const before = path[at - 1] ?? ' ';
  if (/\s/.test(char)) return 10;
  if (DELIMITERS.includes(char)) return 0;
  if (!isWord(char)) return 8;
  if (/\s/.test(before)) return 10;
  if (DELIMITERS.includes(before)) return 9;
  if (!isWord(before)) return 8;
  if (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(char)) return 5;
  return !/\p{N}/u.test(before) && /\p{N}/u.test(char) ? 5 : 0;
}

function scoreOf(path: readonly string[], places: readonly number[]): number {
  let score = 0;
  let run = 0;
  places.forEach((at, i) => {
    const own = bonus(path, at);
    const gap = i === 0 ? 0 : at - (places[i - 1] as number) - 1;
    if (i === 0) score = 16 + 2 * own;
    else if (gap === 0) score += 16 + Math.max(own, run, 4);
    else score = Math.max(0, score - 3 - (gap - 1)) + 16 + own;
    run = i > 0 && gap === 0 && !(own >= 8 && own > run) ? run : own;
  });
  return score;
}

function allPlaces({ codes, read }: Word, path: readonly string[]): number[][] {
  let found: number[][] = [[]];
  for (const code of codes) {
    found = found.flatMap((places) =>
      path.flatMap((char, at) =>
        at > (places.at(-1) ?? -1) && read(char.codePointAt(0) as number) === code ? [[...places, at]] : [],
      ),
    );
  }
  return found;
}

const characters = fc.constantFrom(...'aaabbAB1./- _é日,😀');
const paths = fc.array(characters, { minLength: 1, maxLength: 9 });

it('no alignment is better than the one that is found', () => {
  const words = fc.array(characters, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(words, paths, (letters, path) => {
      for (const word of wordsOf(letters.join(''))) {
        const scores = allPlaces(word, path).map((places) => scoreOf(path, places));
        const score = scorer.score(word, path.join(''));
        expect(score).toBe(scores.length === 0 ? undefined : Math.max(...scores));
        if (score !== undefined) expect(scoreOf(path, scorer.positions(word, path.join('')))).toBe(score);
      }
    }),
    { numRuns: 3000 },
  );
});

it('what cannot match by its letters does not match', () => {
  const strange = fc.constantFrom(...'aAéÉßẞİıKkΩωøØ日😀𐐀𐐨Åå/1');
  const texts = fc.array(strange, { minLength: 1, maxLength: 6 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(texts, texts, (query, path) => {
      const words = wordsOf(query);
      const wanted = lettersOfWords(words);
      if ((lettersOf(path) & wanted) !== wanted) expect(match(query, path)).toBeUndefined();
    }),
    { numRuns: 3000 },
  );
});

it('a long path and a long query take neither time nor memory without end', () => {
  const path = 'abcdefghij/'.repeat(372);
  const started = performance.now();
  expect(match('abcdefghij'.repeat(50), path)?.[1]).toHaveLength(500);
  expect(match('a'.repeat(372), path)?.[1]).toHaveLength(372);
  expect(performance.now() - started).toBeLessThan(10_000);
});

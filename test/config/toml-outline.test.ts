import fc from 'fast-check';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { outlineOf, placeOf } from '../../src/config/toml-outline.js';
import { tomlDocument } from './toml-documents.js';

const FEATURES = `\uFEFF# The forms that TOML has
"quoted \\u0041.key" = "it's" # no
bare-key_1 = """
a \\"""b\\""" # no comment
"""
'literal' = '''[x]
y = 1''''
numbers = [ 0xFF, 1_000, -inf, 6.26e-34, [ "]", ']' ], ] # ]
times = [1979-05-27T07:32:00Z, 1979-05-27 07:32:00.5, 07:32:00, 1979-05-27]
a . "b" . c = { x.y = true, z = [ { p = "}" }, {} ] }
[ tables . 'of' ]
[[list]]
n = 0
[[list]]
n = 1
[list.sub]
deep = { n = 2 }
[[list.inner]]
m = 3
`;

const valueAt = (tree: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce((at, key) => (at as Record<string | number, unknown>)[key], tree);

/** Each place holds the value that the parser finds under its path. */
function check(text: string): number {
  const tree = parse(text);
  const { entries, elements } = outlineOf(text);
  for (const { path, value } of [...entries, ...elements]) {
    const written = text.slice(value.from, value.to);
    expect((parse(`v = ${written}`) as { v: unknown }).v, path.join('.')).toEqual(valueAt(tree, path));
  }
  return entries.length + elements.length;
}

test('all forms of keys and values are found where they stand', () => {
  // 6 keys at the top with 5 + 2 + 4 elements, 2 inside of `c` and its array with 2 elements and a key, 5 keys in the lists.
  expect(check(FEATURES)).toBe(27);
});

test('what is found in any document is what the parser reads there', () => {
  fc.assert(
    fc.property(tomlDocument, (text) => {
      check(text);
    }),
    { numRuns: 500 },
  );
});

test.each([
  [['list', 1, 'sub', 'deep', 'n'], 17, 14],
  [['list', 0, 'n'], 13, 5],
  [['list', 1, 'inner', 0, 'm'], 19, 5],
  [['list', 1, 'inner', 0, 'missing'], 18, 1],
  [['a', 'b', 'c', 'z', 0, 'p'], 10, 41],
  [['tables', 'of', 'missing'], 11, 1],
  [['tables'], 11, 1],
  [['numbers', 4, 1], 8, 49],
  [['nowhere'], undefined, undefined],
] as const)('the place of %j', (path, line, column) => {
  expect(placeOf(FEATURES, path)).toEqual(line && { line, column });
});

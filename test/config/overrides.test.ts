import { expect, test } from 'vitest';
import { applyOverrides, overridesFrom, parseOverride } from '../../src/config/overrides.js';

test.each([
  ['model=o3', ['model'], 'o3'],
  [' model = "o 3" ', ['model'], 'o 3'],
  ["model='o3'", ['model'], 'o3'],
  ['a.b.c=5', ['a', 'b', 'c'], 5],
  ['a=true', ['a'], true],
  ['a=["x", 1]', ['a'], ['x', 1]],
  ['a={b=1}', ['a'], { b: 1 }],
  ['a=x=y', ['a'], 'x=y'],
  ['a=', ['a'], ''],
  ['a."b.c=d".e=1', ['a', 'b.c=d', 'e'], 1],
  ["a.':root'.b=x", ['a', ':root', 'b'], 'x'],
  ['a..b=1', ['a', '', 'b'], 1],
])('-c %s', (text, path, value) => {
  expect(parseOverride(text)).toEqual({ path, value });
});

test.each([
  ['model', "Invalid override (missing '='): model"],
  ['=x', 'Empty key in override: =x'],
])('-c %s is refused', (text, message) => {
  expect(() => parseOverride(text)).toThrow(message);
});

test('an override makes the tables on its way and replaces what is in the way', () => {
  const tree = { a: 1, keep: { x: 1 } };
  expect(applyOverrides(tree, [parseOverride('a.b=2'), parseOverride('keep.y=3')])).toEqual({
    a: { b: 2 },
    keep: { x: 1, y: 3 },
  });
  expect(tree).toEqual({ a: 1, keep: { x: 1 } });
});

// C53
test('null in the config of a request means that nothing is given', () => {
  expect(overridesFrom({ profile: null, model: 'm' })).toEqual([{ path: ['model'], value: 'm' }]);
});

test('a key named __proto__ is a key like any other', () => {
  applyOverrides({}, overridesFrom({ '__proto__.polluted': true }));
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

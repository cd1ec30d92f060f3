import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { editToml } from '../../src/config/toml-edit.js';
import { tomlDocument } from './toml-documents.js';

const edit = (text: string, value: string | undefined, table: readonly string[] = [], key = 'model') =>
  editToml(text, { table, key, value }, 'config.toml');
const P = ['profiles', 'p'];

describe('at the top level', () => {
  test.each([
    ['an empty file', '', 'model = "new"\n'],
    ['a file without an end of line', 'a = 1', 'a = 1\nmodel = "new"'],
    ['a comment alone', '# mine\n', '# mine\nmodel = "new"\n'],
    ['a table alone', '[tools]\n', 'model = "new"\n\n[tools]\n'],
    ['a comment about the file', '# mine\n\n# tools\n[tools]\n', '# mine\n\nmodel = "new"\n\n# tools\n[tools]\n'],
    ['keys and tables', 'a = 1 # one\n\n[tools]\n', 'a = 1 # one\nmodel = "new"\n\n[tools]\n'],
    ['line ends of Windows', 'a = 1\r\n\r\n[tools]\r\n', 'a = 1\r\nmodel = "new"\r\n\r\n[tools]\r\n'],
    ['a byte order mark', '\uFEFF[tools]\n', '\uFEFFmodel = "new"\n\n[tools]\n'],
    ['the key itself', '# why\nmodel = "old"   # because\n', '# why\nmodel = "new"   # because\n'],
    ['the key in quotes', '"model" = \'old\'\n', '"model" = "new"\n'],
    ['a text of several lines', 'model = """\nold\\\n  # no comment"""\nb = 1\n', 'model = "new"\nb = 1\n'],
    ['an array with comments', 'a = [\n  1, # ]\n  2,\n]\nb = 1\n', 'a = [\n  1, # ]\n  2,\n]\nb = 1\nmodel = "new"\n'],
    [
      'large integers and dates',
      'a = 9007199254740993\nb = 1979-05-27 07:32:00\n',
      'a = 9007199254740993\nb = 1979-05-27 07:32:00\nmodel = "new"\n',
    ],
  ])('a key is set: %s', (_what, before, after) => {
    expect(edit(before, 'new')).toBe(after);
  });

  test.each([
    ['its line goes', 'a = 1\nmodel = "old"\nb = 2\n', 'a = 1\nb = 2\n'],
    ['comments above it stay', '# why\nmodel = "old"\n\nb = 2\n', '# why\n\nb = 2\n'],
    ['the comment behind it stays', 'model = "old" # why\nb = 2\n', '# why\nb = 2\n'],
    ['it is not there', '# nothing\n', '# nothing\n'],
    ['the last line has no end', 'a = 1\nmodel = "old"', 'a = 1\n'],
  ])('a key is removed: %s', (_what, before, after) => {
    expect(edit(before, undefined)).toBe(after);
  });
});

// C54
describe('in a profile', () => {
  test.each([
    ['a table', '[profiles.p]\n  a = 1\n\n[z]\n', '[profiles.p]\n  a = 1\n  model = "new"\n\n[z]\n'],
    ['an empty table', '[profiles.p] # mine\n[z]\n', '[profiles.p] # mine\nmodel = "new"\n[z]\n'],
    [
      'a table of its own for a key',
      '[profiles.p.a]\nb = 1\n',
      '[profiles.p.a]\nb = 1\n\n[profiles.p]\nmodel = "new"\n',
    ],
    ['no table yet', 'profile = "p"\n', 'profile = "p"\n\n[profiles.p]\nmodel = "new"\n'],
    ['an inline table', '[profiles]\np = { a = 1 } # c\n', '[profiles]\np = { a = 1, model = "new" } # c\n'],
    [
      'an inline table that has the key',
      'profiles = { p = { model = "old", a = 1 }, q = {} }\n',
      'profiles = { p = { model = "new", a = 1 }, q = {} }\n',
    ],
    [
      'an inline table without the profile',
      'profiles = { q = { a = 1 } }\n',
      'profiles = { q = { a = 1 }, p = { model = "new" } }\n',
    ],
    ['an empty inline table', 'profiles = {}\n', 'profiles = { p = { model = "new" } }\n'],
    ['dotted keys', 'profiles.p.a = 1 # c\nb = 2\n', 'profiles.p.a = 1 # c\nprofiles.p.model = "new"\nb = 2\n'],
    ['dotted keys in a table', '[profiles]\np.a = 1\n[z]\n', '[profiles]\np.a = 1\np.model = "new"\n[z]\n'],
    ['dotted keys in an inline table', 'profiles = { p.a = 1 }\n', 'profiles = { p.a = 1, p.model = "new" }\n'],
  ])('a key is set: %s', (_what, before, after) => {
    expect(edit(before, 'new', P)).toBe(after);
  });

  test.each([
    ['from a table', '[profiles.p]\nmodel = "old"\n', '[profiles.p]\n'],
    ['the only one of an inline table', 'profiles = { p = { model = "old" } }\n', 'profiles = { p = {} }\n'],
    ['the first of an inline table', 'profiles.p = { model = "old", a = 1 }\n', 'profiles.p = { a = 1 }\n'],
    ['the last of an inline table', 'profiles.p = { a = 1, model = "old" }\n', 'profiles.p = { a = 1 }\n'],
    ['all that tells of the profile', 'profiles.p.model = "old" # c\n', 'profiles.p = {} # c\n'],
    ['there is no such profile', 'a = 1\n', 'a = 1\n'],
  ])('a key is removed: %s', (_what, before, after) => {
    expect(edit(before, undefined, P)).toBe(after);
  });

  test.each(['my.own', 'with space', 'say "hi"', 'ümlaut', '', '__proto__', "it's"])('its name may be %j', (name) => {
    const set = edit('a = 1\n', 'new', ['profiles', name]);
    expect(JSON.stringify(parse(set))).toBe(JSON.stringify({ a: 1, profiles: { [name]: { model: 'new' } } }));
    const again = edit(set, 'newer', ['profiles', name]);
    expect(again).toBe(set.replace('"new"', '"newer"'));
  });

  test('what is no table is left as it is', () => {
    expect(() => edit('profiles = 5\n', 'new', P)).toThrow('`profiles` is not a table');
    expect(() => edit('[[profiles]]\n', 'new', P)).toThrow('`profiles` is not a table');
  });
});

test('a value is written so that it is read as it was', () => {
  for (const value of ['"', '\\', "'''", 'a\tb\nc', '\u007f\u0000', '😀', '$& $1']) {
    expect(parse(edit('model = "old"\n', value))).toEqual({ model: value });
  }
});

describe('documents made at random', () => {
  const wanted = fc.tuple(
    fc.constantFrom([], P, ['profiles', 'q'], ['profiles', 'x y'], ['profiles', 'l.m']),
    fc.constantFrom('new', undefined),
  );

  test('keep everything but the key', () => {
    let edited = 0;
    const property = fc.property(tomlDocument, wanted, (text, [table, value]) => {
      const result = attempt(text, table, value);
      if (result === undefined) return;
      edited++;
      expect(parse(result)).toEqual(withKey(parse(text), table, value));
      const touched = touchedLines(text, result);
      const isOneKey = touched.length <= 1 || /model['"]? = /.test(touched[0] as string);
      expect(isOneKey, `touched ${JSON.stringify(touched)} of ${JSON.stringify(text)}`).toBe(true);
    });
    fc.assert(property, { numRuns: 600 });
    expect(edited).toBeGreaterThan(100);
  });
});

/** Undefined when the document says that what should be a table is something else. */
function attempt(text: string, table: readonly string[], value: string | undefined): string | undefined {
  try {
    return edit(text, value, table);
  } catch (e) {
    if (/is not a table/.test((e as Error).message)) return undefined;
    if (isKeyATable(text, table)) return undefined;
    throw e;
  }
}

/** `[a.model]`, `model.b = 1`: the key is there in several places, which no small edit can change. */
function isKeyATable(text: string, table: readonly string[]): boolean {
  let at: unknown = parse(text);
  for (const key of [...table, 'model']) at = (at as Record<string, unknown>)?.[key];
  return typeof at === 'object' && at !== null;
}

function withKey(
  tree: Record<string, unknown>,
  [next, ...rest]: readonly string[],
  value: string | undefined,
): unknown {
  if (next !== undefined) {
    if (tree[next] === undefined && value === undefined) return tree;
    return { ...tree, [next]: withKey((tree[next] ?? {}) as Record<string, unknown>, rest, value) };
  }
  const { model: _, ...others } = tree;
  return value === undefined ? others : { ...others, model: value };
}

/** Lines that are no longer there as they were. One may be another or gone, more only as the lines of one value; some may be new. */
function touchedLines(text: string, result: string): string[] {
  const before = text.split('\n');
  const after = result.split('\n');
  const same = (a: readonly string[], b: readonly string[]) => {
    const end = a.findIndex((line, i) => line !== b[i]);
    return end < 0 ? a.length : end;
  };
  const head = same(before, after);
  const rest = before.slice(head);
  return rest.slice(0, rest.length - same(rest.toReversed(), after.slice(head).toReversed()));
}

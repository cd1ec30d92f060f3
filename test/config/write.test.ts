import fc from 'fast-check';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { AppError } from '../../protocol/errors.js';
import { withEdits } from '../../src/config/write.js';
import { tomlDocument } from './toml-documents.js';

const key = fc.constantFrom('a', 'b', 'garden', 'beds', '"x y"', "'l.m'");
const keyPath = fc.array(key, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<unknown>(1, 2.5, true, 'text', 'with "quotes"\n# and lines', null),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('p', 'q', 'x y'), tie('value'), { maxKeys: 2 }),
  ),
})).value;
const edit = fc.record({ keyPath, value, merge: fc.constantFrom('replace' as const, 'upsert' as const) });

/** The lines that hold a comment, as far as they are one. */
const comments = (text: string): string[] =>
  text.split(/\r?\n/).flatMap((line) => (/^\s*#/.test(line) ? [line.trim()] : []));

test('what is written can be read back, nothing else changes, and comments stay in order', () => {
  fc.assert(
    fc.property(tomlDocument, edit, (text, one) => {
      let after: string;
      try {
        after = withEdits(text, [one], undefined, 'config.toml');
      } catch (e) {
        // Refused as a whole, and nothing is written.
        expect(AppError.is(e)).toBe(true);
        return;
      }
      const again = withEdits(after, [one], undefined, 'config.toml');
      expect(again).toBe(after);
      const [before, now] = [text, after].map((each) => parse(each, { integersAsBigInt: 'asNeeded' }));
      const [first = ''] = one.keyPath.match(/^(?:"[^"]*"|'[^']*'|[^.])+/) ?? [];
      const name = first.replace(/^["']|["']$/g, '');
      for (const other of new Set([...Object.keys(before ?? {}), ...Object.keys(now ?? {})])) {
        if (other !== name) expect(now?.[other]).toEqual(before?.[other]);
      }
      const kept = comments(after);
      let at = 0;
      for (const comment of kept) {
        const found = comments(text).indexOf(comment, at);
        // A comment after a removed value moves to a new line.
        if (found >= 0) at = found + 1;
        else expect(text).toContain(comment);
      }
    }),
    { numRuns: 500 },
  );
});

test('a batch is all or nothing', () => {
  const edits = [
    { keyPath: 'model', value: 'x', merge: 'replace' as const },
    { keyPath: 'sandbox_mode', value: 'bogus', merge: 'replace' as const },
  ];
  expect(() => withEdits('# mine\n', edits, undefined, 'config.toml')).toThrow(/^Invalid configuration: /);
  expect(withEdits('# mine\n', edits.slice(0, 1), undefined, 'config.toml')).toBe('# mine\nmodel = "x"\n');
});

test('what was at fault before may stay', () => {
  const text = 'sandbox_mode = "bogus"\n';
  const edits = [{ keyPath: 'model', value: 'x', merge: 'replace' as const }];
  expect(withEdits(text, edits, undefined, 'config.toml')).toBe('sandbox_mode = "bogus"\nmodel = "x"\n');
});

test('a table that loses all its keys stays as an empty one', () => {
  const edits = [{ keyPath: 'b', value: { p: null }, merge: 'replace' as const }];
  const after = withEdits('b.a = []\n', edits, undefined, 'config.toml');
  expect(after).toBe('b = {}\n');
  expect(withEdits(after, edits, undefined, 'config.toml')).toBe(after);
});

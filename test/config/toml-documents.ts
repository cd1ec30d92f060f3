import fc from 'fast-check';
import { parse } from 'smol-toml';

const names = ['a', 'b', 'model', 'profiles', 'p', 'q', '"x y"', "'l.m'"];
const comment = fc.constantFrom('', '', ' # note', '   # "model" = [', ' #');
const end = fc.constantFrom('\n', '\r\n');
const blank = fc.constantFrom('', '', '\n', '# line\n', '  # model = "no"\n\n');
const scalar = fc.constantFrom(
  '1',
  '"t # t"',
  "'it'",
  'true',
  '1979-05-27 07:32:00',
  '0x1F',
  '"""\n# model = 1\n"""',
  "'''a'''",
  'inf',
);
const value = fc.letrec<{ value: string; array: string; inline: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, scalar, tie('array'), tie('inline')),
  array: fc
    .tuple(fc.array(tie('value'), { maxLength: 3 }), fc.boolean())
    .map(([items, lines]) =>
      lines ? `[\n${items.map((item) => `  ${item}, # ]\n`).join('')}]` : `[${items.join(', ')}]`,
    ),
  inline: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 3, selector: ([key]) => key })
    .map((pairs) => (pairs.length === 0 ? '{}' : `{ ${pairs.map(([key, inner]) => `${key} = ${inner}`).join(', ')} }`)),
})).value;
const key = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const line = fc
  .tuple(blank, fc.constantFrom('', '  '), key, value, comment)
  .map(([above, indent, k, v, c]) => `${above}${indent}${k} = ${v}${c}\n`);
const section = fc
  .tuple(
    blank,
    fc.constantFrom('', 'profiles.p', 'profiles', 'profiles."x y"', 'a.b', 'tools'),
    fc.array(line, { maxLength: 4 }),
  )
  .map(([above, name, lines]) => `${above}${name === '' ? '' : `[${name}]\n`}${lines.join('')}`);
/** Documents made at random: comments, tables, inline tables, dotted keys, values of several lines, both ends of lines. */
export const tomlDocument = fc
  .tuple(fc.array(line, { maxLength: 4 }), fc.array(section, { maxLength: 3 }), end, fc.boolean())
  .map(([lines, sections, ends, last]) => {
    const text = [...lines, ...sections].join('').replaceAll('\n', ends);
    return last ? text : text.trimEnd();
  })
  .filter(isToml);

function isToml(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

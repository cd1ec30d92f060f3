import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import type * as z from 'zod';
import { Config } from '../../src/config/schema.js';
import { belowOf, defaultOf } from '../../src/config/schema-walk.js';

const PAGE = 'docs/configuration.md';
const SCHEMA = 'src/config/schema.ts';

interface Key {
  readonly name: string;
  readonly default: unknown;
}

/** Every key that can be set, as the page writes it: `profiles.<>.model`. A table whose keys are free is one key. */
function keysOf(schema: z.core.$ZodType, name: string): Key[] {
  const below = belowOf(schema);
  const isFree = below.kind === 'each' && belowOf(below.value).kind === 'leaf';
  if (below.kind === 'leaf' || isFree) return [{ name, default: defaultOf(schema) }];
  if (below.kind === 'each') return keysOf(below.value, `${name}.<>`);
  return Object.entries(below.keys).flatMap(([key, inner]) => keysOf(inner, name === '' ? key : `${name}.${key}`));
}

/** Rows of the tables whose first column is a key. */
function rowsOf(page: string): { name: string; default: string }[] {
  return page
    .split('\n## ')
    .flatMap((section) => section.split('| key | default | effect |\n').slice(1))
    .flatMap((table) => table.split('\n').slice(1))
    .flatMap((line) => {
      const [, name, value] = /^\| `([^`]+)` \| ([^|]*)\| [^|]*\|$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name: name.replace(/<[^>]*>/g, '<>'), default: `${value}`.trim() }];
    });
}

const keys = keysOf(Config, '');
const rows = rowsOf(readFileSync(PAGE, 'utf8'));

test('the page names every key of the schema', () => {
  const named = new Set(rows.map((row) => row.name));
  const missing = keys.filter(({ name }) => !named.has(name)).map(({ name }) => name.replace('<>', '<name>'));
  expect(
    missing,
    `${SCHEMA} has these keys: give each a row | \`key\` | default | effect | in a table of ${PAGE}`,
  ).toEqual([]);
});

test('the page names no key that the schema does not have, and none twice', () => {
  const known = new Set(keys.map(({ name }) => name));
  const tooMany = rows.filter(({ name }, i) => !known.has(name) || rows.findIndex((row) => row.name === name) !== i);
  expect(
    tooMany.map(({ name }) => name),
    `take these rows out of ${PAGE}, or give ${SCHEMA} the keys`,
  ).toEqual([]);
});

test.each(keys.filter((key) => key.default !== undefined))(
  'the page has the default of $name',
  ({ name, default: value }) => {
    const told = rows.find((row) => row.name === name)?.default ?? '';
    const read = /^`(.*)`$/.exec(told)?.[1];
    const hint = `the default of ${name} in ${PAGE} must be \`${JSON.stringify(value)}\`, in backticks, as ${SCHEMA} has it`;
    expect(read, hint).toBeDefined();
    expect((parse(`value = ${read}`) as { value: unknown }).value, hint).toEqual(value);
  },
);

test('a default in backticks is one that the schema fills in', () => {
  const filled = new Set(keys.filter((key) => key.default !== undefined).map(({ name }) => name));
  const wrong = rows.filter((row) => row.default.startsWith('`') && !filled.has(row.name)).map(({ name }) => name);
  expect(wrong, `${SCHEMA} has no default for these keys: write theirs without backticks in ${PAGE}`).toEqual([]);
});

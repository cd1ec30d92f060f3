import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isJsonObject } from '../../src/domain/json.js';
import { readHead } from '../../src/store/files/head.js';
import { usualHead } from '../../src/store/files/usual-head.js';
import { scratchFolder } from '../support/scratch.js';
import { context, idOf, meta, said, showed, text, turnContext } from './rollouts.js';

const git = { commit_hash: 'abc', branch: 'main', repository_url: 'https://example.org/x' };
const OLD = text([meta(idOf(1), { git, model_provider: 'openai' }), context(), turnContext(), ...said('hello')]);
const folder = join(import.meta.dirname, '../fixtures/rollouts-0.171');
const NEW = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

const usual = (content: string, wants = () => true) => usualHead(Buffer.from(content), wants);

test('the forms of 0.44 and of 0.171 are read without the schemas', () => {
  for (const content of [OLD, NEW[0] as string, NEW[2] as string])
    expect(usual(content)?.preview).toEqual(expect.any(String));
  expect(usual(OLD, () => false)).toMatchObject({
    meta: { id: idOf(1), cwd: '/recorded', git: {} },
    preview: undefined,
  });
});

test('what is not of these forms is left to the reader of whole rollouts', () => {
  const odd = [
    '',
    '\n',
    text([context(), ...said('no meta')]),
    text([meta('not-a-uuid'), ...said('odd id')]),
    text([meta(idOf(1), { source: { custom: 'x' } }), ...said('other source')]),
    text([meta(idOf(1)), ...showed()]),
    text([meta(idOf(1)), context()]),
    text([meta(idOf(1)), meta(idOf(2)), ...said('a fork')]),
    text([meta(idOf(1)), '{"torn', ...said('broken line')]),
    `${text([meta(idOf(1)), context()])}\0${text(said('zeros'))}`,
  ];
  for (const content of odd) expect(usual(content)).toBeUndefined();
});

test('whatever a line holds, both read the same', async () => {
  await using home = await scratchFolder('usual');
  const path = join(home.path, 'rollout.jsonl');
  let read = 0;
  for (const content of [OLD, NEW[0] as string]) {
    for (const changed of variants(content)) {
      const quick = usual(changed);
      if (!quick) continue;
      read++;
      writeFileSync(path, `\n${changed}`); // a blank line is not usual, and means nothing to the other reader
      expect((await readHead(path)).head, changed).toEqual(quick);
    }
  }
  expect(read).toBeGreaterThan(100);
});

/** The file with one value of its first lines in another form. */
function* variants(content: string): Generator<string> {
  const lines = content.split('\n').slice(0, 12);
  for (const [n, line] of lines.entries()) {
    if (line === '') continue;
    for (const path of pathsIn(JSON.parse(line), 4)) {
      for (const value of [undefined, null, 1, {}]) {
        const changed = JSON.stringify(replaced(JSON.parse(line), path, value));
        yield `${[...lines.slice(0, n), changed, ...lines.slice(n + 1)].join('\n')}\n`;
      }
    }
  }
}

/** The ways to the values in it. Members that no reader knows are many, and one of them is enough. */
function pathsIn(value: unknown, depth: number): (string | number)[][] {
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()].slice(0, 2) : Object.keys(value).slice(0, 16);
  return keys.flatMap((key) => [
    [key],
    ...pathsIn((value as Record<string, unknown>)[key], depth - 1).map((rest) => [key, ...rest]),
  ]);
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((one, n) => (n === key ? replaced(one, rest, by) : one));
  if (!isJsonObject(value)) return value;
  return { ...value, [key]: replaced(value[key], rest, by) };
}

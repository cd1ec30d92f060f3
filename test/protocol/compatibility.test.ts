import { describe, expect, it } from 'vitest';
import { brokenPromises } from '../../src/build/broken-promises.js';
import { type Break, breakingChanges, unannounced } from '../../src/emit/compatibility.js';
import type { Schema, Snapshot } from '../../src/emit/snapshot.js';

describe('the protocol since the last release', () => {
  it('breaks nothing that the changelog does not name', () => {
    expect(brokenPromises()).toEqual([]);
  });
});

const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});
const text: Schema = { type: 'string' };
const word = (...words: string[]): Schema => ({ type: 'string', enum: words });

const protocol = (params: Schema, result: Schema): Snapshot => ({
  methods: { ask: { reads: 'Params', writes: 'Result' } },
  types: { Params: params, Result: result },
});
const changed = (from: Schema, to: Schema, side: 'params' | 'result'): string[] => {
  const at = (schema: Schema) => (side === 'params' ? protocol(schema, object({})) : protocol(object({}), schema));
  return breakingChanges(at(from), at(to)).map(({ subject, what }) => `${subject} ${what}`);
};

describe('breaking changes', () => {
  it.each<[string, Schema, Schema, string[]]>([
    ['a field is removed', object({ a: text, b: text }), object({ a: text }), ['Params.b is gone']],
    ['a field becomes required', object({ a: text }), object({ a: text }, ['a']), ['Params.a is required now']],
    ['a required field is added', object({}), object({ a: text }, ['a']), ['Params.a is required now']],
    ['any word becomes one of some', object({ a: text }), object({ a: word('x') }), ['Params.a is no longer string']],
    ['a word is dropped', object({ a: word('x', 'y') }), object({ a: word('x') }), ['Params.a is no longer "y"']],
    [
      'null is refused',
      object({ a: { type: ['string', 'null'] } }),
      object({ a: text }),
      ['Params.a is no longer null'],
    ],
    ['a type changes', object({ a: text }), object({ a: { type: 'integer' } }), ['Params.a is no longer string']],
    [
      'a variant is dropped',
      { oneOf: [object({ type: { const: 'x' } }), object({ type: { const: 'y' } })] },
      { oneOf: [object({ type: { const: 'x' } })] },
      ['Params is no longer "y"'],
    ],
    [
      'a field of a variant is removed',
      { oneOf: [object({ type: { const: 'x' }, a: text }), object({ type: { const: 'y' } })] },
      { oneOf: [object({ type: { const: 'x' } }), object({ type: { const: 'y' } })] },
      ['Params.x.a is gone'],
    ],
  ])('in params: %s', (_, from, to, breaks) => {
    expect(changed(from, to, 'params')).toEqual(breaks);
  });

  it.each<[string, Schema, Schema, string[]]>([
    ['a field is removed', object({ a: text }, ['a']), object({}), ['Result.a is gone']],
    ['a field may be left out', object({ a: text }, ['a']), object({ a: text }), ['Result.a may be left out now']],
    ['null may come', object({ a: text }), object({ a: { type: ['string', 'null'] } }), ['Result.a may be null now']],
    [
      'elements change',
      { type: 'array', items: text },
      { type: 'array', items: { type: 'integer' } },
      ['Result is no longer string', 'Result may be integer now'],
    ],
  ])('in results: %s', (_, from, to, breaks) => {
    expect(changed(from, to, 'result')).toEqual(breaks);
  });

  it.each<[string, Schema, Schema, 'params' | 'result']>([
    ['an optional param', object({}), object({ a: text }), 'params'],
    ['a param that may be any word', object({ a: word('x', 'y') }), object({ a: text }), 'params'],
    ['a result that may be any word', object({ a: word('x', 'y') }), object({ a: text }), 'result'],
    ['a param that is no longer required', object({ a: text }, ['a']), object({ a: text }), 'params'],
    ['another word for a param', object({ a: word('x') }), object({ a: word('x', 'y') }), 'params'],
    ['a field of a result', object({}), object({ a: text }, ['a']), 'result'],
    ['another word in a result', object({ a: word('x') }), object({ a: word('x', 'y') }), 'result'],
  ])('are not: %s', (_, from, to, side) => {
    expect(changed(from, to, side)).toEqual([]);
  });

  it('are a method or a type that is gone', () => {
    const before = protocol(object({}), object({}));
    expect(breakingChanges(before, { methods: {}, types: { Params: object({}) } })).toEqual([
      { subject: 'ask', what: 'is gone' },
      { subject: 'Result', what: 'is gone' },
    ]);
  });
});

describe('the changelog', () => {
  const breaks: Break[] = [{ subject: 'Params.a', what: 'is gone' }];

  it('names a breaking change in its unreleased section', () => {
    const text = '# Changes\n\n## Unreleased\n\n- **Breaking**: Params.a is gone, use b\n\n## 0.1.0\n';
    expect(unannounced(breaks, text)).toEqual([]);
  });

  it.each([
    ['names another field', '## Unreleased\n\n- **Breaking**: Params.ab is gone\n'],
    ['says so of an earlier release', '## Unreleased\n\n## 0.1.0\n\n- **Breaking**: Params.a is gone\n'],
    ['is empty', ''],
  ])('does not when it %s', (_, text) => {
    expect(unannounced(breaks, text)).toEqual(breaks);
  });
});

import { expect, test } from 'vitest';
import { parsePatch } from '../../../src/tools/apply-patch/parse.js';
import { freeformSpec, functionSpec } from '../../../src/tools/apply-patch/tool-spec.js';

test('the example in the description is a patch', () => {
  const example = /^\*\*\* Begin Patch\n[\s\S]*^\*\*\* End Patch$/m.exec(functionSpec.description)?.[0] ?? '';
  expect(parsePatch(example).map(({ type }) => type)).toEqual(['add', 'update', 'update', 'delete']);
});

test('the shapes of the two definitions', () => {
  expect(functionSpec).toMatchObject({ type: 'function', name: 'apply_patch', parameters: { required: ['input'] } });
  expect(freeformSpec).toMatchObject({
    type: 'custom',
    name: 'apply_patch',
    format: { type: 'grammar', syntax: 'lark' },
  });
});

test('every name that the grammar uses is defined once', () => {
  const { definition } = freeformSpec.format;
  const defined = [...definition.matchAll(/^(\w+):/gm)].map(([, name]) => name);
  const bare = definition.replace(/"[^"]*"|\/.*\//g, '');
  const used = new Set(bare.match(/\b[A-Za-z]+\b/g));
  expect([...used].sort()).toEqual([...defined].sort());
});

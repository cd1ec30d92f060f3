import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputSchema } from '../../../src/tools/mcp/input-schema.js';

const text = { type: 'string' };

// C128
test('what models take stays as it is', () => {
  const schema = {
    type: 'object',
    description: 'Where and what.',
    properties: {
      of: { anyOf: [text, { $ref: '#/$defs/place' }], default: 'here' },
      list: { type: 'array', items: text, minItems: 1 },
    },
    required: ['of'],
    additionalProperties: false,
    $defs: { place: { type: 'object', properties: { name: text } } },
  };
  expect(inputSchema(schema)).toEqual(schema);
});

test.each([
  ['nothing', undefined, { type: 'object', properties: {} }],
  ['true', true, { type: 'object', properties: {} }],
  ['no type', { properties: { a: text } }, { type: 'object', properties: { a: text } }],
  ['an object or null', { type: ['object', 'null'] }, { type: 'object', properties: {} }],
  ['another type', { type: 'string' }, { type: 'object', properties: {} }],
  [
    'lists of what?',
    { properties: { a: { type: 'array' } } },
    { type: 'object', properties: { a: { type: 'array', items: {} } } },
  ],
  ['a dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }, { type: 'object', properties: {} }],
])('%s', (_, given, expected) => {
  expect(inputSchema(given)).toEqual(expected);
});

test('alternatives at the top become one object, and the description names them', () => {
  const given = {
    anyOf: [
      { properties: { id: text, note: text }, required: ['id', 'note'] },
      { properties: { name: text, note: text }, required: ['name', 'note'] },
    ],
  };
  expect(inputSchema(given)).toEqual({
    type: 'object',
    description: `The arguments must also fit ${JSON.stringify(given)}`,
    properties: { id: text, name: text, note: text },
    required: ['note'],
  });
});

test('parts that all count are put together, and a top level that points elsewhere is followed', () => {
  const $defs = {
    a: { properties: { a: text }, required: ['a'] },
    args: { allOf: [{ $ref: '#/$defs/a' }, { properties: { b: text } }] },
  };
  expect(inputSchema({ $ref: '#/$defs/args', $defs })).toEqual({
    type: 'object',
    properties: { a: text, b: text },
    required: ['a'],
    $defs,
  });
});

test('a schema that points to itself, or nowhere, ends', () => {
  expect(inputSchema({ $ref: '#' })).toMatchObject({ type: 'object' });
  expect(inputSchema({ $ref: '#/$defs/none' })).toMatchObject({ type: 'object', properties: {} });
});

test('anything at all becomes an object schema', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      const { type, properties } = inputSchema(given);
      expect(type).toBe('object');
      expect(properties).toEqual(expect.any(Object));
    }),
  );
});

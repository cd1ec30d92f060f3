import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placed, qualify } from '../../../src/tools/mcp/names.js';

const namesOf = (...tools: [string, string][]) =>
  qualify(tools.map(([server, tool]) => ({ server, tool }))).map(({ name }) => name);

// C103
test('a name that is too long ends in the hash that the reference gives it', () => {
  const tool = 'a_very_long_tool_name_that_exceeds_the_limit_of_sixty_four_characters_for_sure';
  const [name] = namesOf(['srv', tool]);
  expect(name).toMatch(/^srv__a_very_long_tool_na[0-9a-f]{40}$/);
});

test('a name that can stay is kept in every order of the tools', () => {
  const names = namesOf(['s', 'a/b'], ['s', 'a_b'], ['s', 'a.b']);
  expect(names[0]).toBe('s__a_b');
  expect(new Set(names).size).toBe(3);
});

test('two servers whose names run into each other keep both tools; the same tool twice is one', () => {
  expect(namesOf(['a__b', 'c'], ['a', 'b__c'])).toHaveLength(2);
  expect(namesOf(['a', 'b'], ['a', 'b'])).toEqual(['a__b']);
});

test('every name is legal, short, unique, in order, and the same for every order of the tools', () => {
  const tools = fc.array(fc.tuple(fc.constantFrom('a', 'a_', 'srv'), fc.string({ maxLength: 80 })));
  fc.assert(
    fc.property(tools, (given) => {
      const names = namesOf(...given);
      for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(names).toEqual([...new Set(names)].sort());
      expect(namesOf(...[...given].reverse())).toEqual(names);
      expect(names).toHaveLength(new Set(given.map((pair) => JSON.stringify(pair))).size);
    }),
  );
});

// C500
test('every place is legal, short and unique, and the same for every order of the tools', () => {
  const tools = fc.uniqueArray(fc.tuple(fc.constantFrom('a-b', 'a_b', 'srv'), fc.string({ maxLength: 80 })), {
    selector: (pair) => JSON.stringify(pair),
  });
  const placesOf = (given: readonly (readonly [string, string])[]) =>
    new Map(
      placed(given.map(([server, name]) => ({ server, tool: name }))).map(({ of, place }) => [
        JSON.stringify([of.server, of.tool]),
        `${place.namespace} ${place.tool}`,
      ]),
    );
  fc.assert(
    fc.property(tools, (given) => {
      const places = placesOf(given);
      expect(new Set(places.values()).size).toBe(given.length);
      for (const place of places.values()) expect(place).toMatch(/^mcp__\w{1,59} \w{0,64}$/);
      expect(placesOf([...given].reverse())).toEqual(places);
    }),
  );
});

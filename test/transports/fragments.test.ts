import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fragments } from '../../src/transports/pieces.js';

const LONGEST = 64 * 1024;

/** A text of so many units, with pairs of surrogates at odd and even places. */
const textOf = (length: number, shift: boolean) =>
  `${shift ? 'a' : ''}${'\ud83d\ude00'.repeat(length)}`.slice(0, length);

const messages = fc.array(
  fc.oneof(
    fc.string({ minLength: 1 }),
    fc.tuple(fc.nat(200_000), fc.boolean()).map(([length, shift]) => textOf(2 * length + 2, shift)),
    fc.array(
      fc.tuple(fc.nat(60_000), fc.boolean()).map(([length, shift]) => textOf(2 * length + 2, shift)),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  ),
  { maxLength: 6 },
);

it('messages come in their order and whole, in frames of bounded length that cut no character', () => {
  fc.assert(
    fc.property(messages, (given) => {
      const fragments = new Fragments();
      fragments.add(given);
      const received: string[] = [];
      let begun = '';
      for (let next = fragments.next(); next !== undefined; next = fragments.next()) {
        expect(next.text.length).toBeLessThanOrEqual(LONGEST);
        if (!next.isLast) expect(next.text.charCodeAt(next.text.length - 1) & 0xfc00).not.toBe(0xd800);
        begun += next.text;
        if (!next.isLast) continue;
        received.push(begun);
        begun = '';
      }
      expect(begun).toBe('');
      expect(received).toEqual(given.map((message) => (typeof message === 'string' ? message : message.join(''))));
    }),
    { numRuns: 100 },
  );
});

it('a long message is made only as far as it is taken', () => {
  let made = 0;
  const fragments = new Fragments();
  fragments.add([
    (function* () {
      for (; made < 100; made++) yield 'x'.repeat(10_000);
    })(),
  ]);
  fragments.next();
  expect(made).toBeLessThan(10);
  fragments.clear();
  expect(fragments.next()).toBeUndefined();
});

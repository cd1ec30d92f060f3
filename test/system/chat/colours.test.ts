import { describe, expect, test } from 'vitest';
import { inWords, isBackground, isForeground, runsOf } from './runs.js';
import { STATES, type StateName, stateStage } from './states.js';

/** Terminals as they tell programs of their background. */
const BACKGROUNDS = {
  light: { TERM: 'tmux-256color', COLORFGBG: '0;15' },
  dark: { TERM: 'screen-256color', COLORFGBG: '15;0' },
};
const [RED, GREEN, YELLOW, MAGENTA, CYAN] = [31, 32, 33, 35, 36] as const;
const [BOLD, DIM] = [1, 2] as const;

/** What cannot be read on a light or on a dark background, in words. */
function unreadable(painted: string): string[] {
  return runsOf(painted)
    .flat()
    .flatMap(({ text, codes }) => {
      const colour = codes.find(isForeground);
      const why: string[] = [];
      if (codes.some(isBackground)) why.push('has a background of its own');
      if (codes.includes(BOLD) && codes.includes(DIM)) why.push('is bold and dim');
      if (colour === undefined) return why.map((reason) => `${JSON.stringify(text)} ${reason}`);
      if (!([RED, GREEN, YELLOW, MAGENTA, CYAN] as number[]).includes(colour))
        why.push('is black, white, blue or bright');
      // Common terminals show a bold colour as a bright one: bright yellow is not seen on white.
      if (codes.includes(BOLD)) why.push('is a colour in bold');
      if (codes.includes(DIM)) why.push('is a colour that is dim');
      // They are light also in palettes for light backgrounds.
      if ((colour === YELLOW || colour === CYAN) && /[\p{L}\p{N}]/u.test(text)) why.push('has words in yellow or cyan');
      return why.map((reason) => `${JSON.stringify(text)} ${reason}`);
    });
}

describe.each(Object.keys(STATES) as StateName[])('%s', (name) => {
  // The same file for both: nothing depends on the background, so each screen must be readable on either.
  test.each(Object.entries(BACKGROUNDS))('can be read on a %s terminal', async (_, env) => {
    const { stage, screen } = await stateStage(name, { env });
    await using _stage = stage;
    const painted = screen.painted();
    expect(unreadable(painted)).toEqual([]);
    await expect(stage.golden(inWords(painted))).toMatchFileSnapshot(`screens/colours/${name}-80.txt`);
  });
});

test.each(
  (['message', 'change', 'picker'] as const).flatMap((name) => [60, 120].map((columns) => [name, columns] as const)),
)('%s can be read at %i columns', async (name, columns) => {
  const { stage, screen } = await stateStage(name, { columns });
  await using _stage = stage;
  expect(unreadable(screen.painted())).toEqual([]);
});

test('what cannot be read is found', () => {
  const found = (codes: string) => unreadable(`\u001b[${codes}mwords\u001b[0m`);
  for (const codes of ['37', '30', '97', '90', '34', '44', '107', '1;32', '2;31', '33', '36', '1;2'])
    expect(found(codes), codes).toHaveLength(1);
  for (const codes of ['1', '2', '7', '31', '32', '35', '1;7']) expect(found(codes), codes).toEqual([]);
  expect(unreadable('\u001b[33m\u25cf\u001b[39m words')).toEqual([]);
  expect(() => found('38;5;15')).toThrow('not one of the 16 colours');
});

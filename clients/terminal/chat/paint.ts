/**
 * Paints a text for the terminal, so that it can be read on a light and on a dark background:
 * - Only attributes and the 16 colours are used, without black, white, and bright ones; blue is too dark for some terminals.
 * - Yellow and cyan are for marks alone: words in them cannot be read on some light backgrounds.
 * - No colour is bold or dim. Many terminals show a bold colour as a bright one.
 */
export type Brush = (text: string) => string;

export interface Paint {
  readonly bold: Brush;
  readonly dim: Brush;
  readonly italic: Brush;
  readonly underline: Brush;
  readonly struck: Brush;
  readonly inverse: Brush;
  readonly red: Brush;
  readonly green: Brush;
  readonly yellow: Brush;
  readonly cyan: Brush;
  readonly magenta: Brush;
}

/** How wide lines may be, and how they are painted. */
export interface Look {
  readonly width: number;
  readonly paint: Paint;
}

/** A painted part inside may end with the same code. After it, the outer paint is started again. */
function sgr(on: number, off: number): Brush {
  const [begin, end] = [`\u001b[${on}m`, `\u001b[${off}m`];
  return (text) => (text === '' ? '' : begin + text.replaceAll(end, end + begin) + end);
}
const plain: Brush = (text) => text;

/** For words that are bold or dim as a whole. The end of bold ends dim as well, so it cannot be inside. */
export const even = (paint: Paint): Paint => ({
  ...paint,
  ...{ bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain, magenta: plain },
});

/** Without colours (`NO_COLOR`), bold and the like stay. */
export function paintWith(colours: boolean): Paint {
  const colour = (code: number): Brush => (colours ? sgr(code, 39) : plain);
  return {
    bold: sgr(1, 22),
    dim: sgr(2, 22),
    italic: sgr(3, 23),
    underline: sgr(4, 24),
    struck: sgr(9, 29),
    inverse: sgr(7, 27),
    red: colour(31),
    green: colour(32),
    yellow: colour(33),
    cyan: colour(36),
    magenta: colour(35),
  };
}

/**
 * What a terminal or an editor would not show as it is: control characters but for tab and line feed, characters that turn the direction of
 * writing around, and those that are invisible. The joiners that emoji and several scripts need stay.
 */
const MISLEADING =
  /(?![\t\n])[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A text for the user to decide on or to read, such as a command: what would mislead is written as `\u{202e}`. */
export function shownText(text: string): string {
  return text.replace(MISLEADING, escaped);
}

/** The same for a path, which is one line. */
export function shownPath(path: string): string {
  return shownText(path).replace(/[\t\n]/g, escaped);
}

const escaped = (char: string): string => `\\u{${char.codePointAt(0)?.toString(16)}}`;

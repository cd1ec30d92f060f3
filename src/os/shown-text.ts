/**
 * Characters that a terminal or an editor would not show as they are: control characters except tab and line feed, characters that change the direction of
 * writing, and invisible ones. Joiners stay, because emoji and several scripts need them.
 */
const MISLEADING =
  /(?![\t\n])[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A text that the user reads or decides about, such as a command. Misleading characters are written as `\u{202e}`. */
export function shownText(text: string): string {
  return text.replace(MISLEADING, escaped);
}

/** The same for a path, which is one line. */
export function shownPath(path: string): string {
  return shownText(path).replace(/[\t\n]/g, escaped);
}

const escaped = (char: string): string => `\\u{${char.codePointAt(0)?.toString(16)}}`;

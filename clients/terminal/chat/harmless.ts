import { stripVTControlCharacters } from 'node:util';

/** Characters that control a terminal or are not shown: control characters, changes of the direction of writing, invisible characters. */
const MISLEADING =
  /(?!\n)[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const escaped = (char: string): string => `\\u{${char.codePointAt(0)?.toString(16)}}`;

/** Text of the model, of a tool or of a file, in a form that cannot move the cursor, change colours, or hide text. Such characters are written as `\u{1b}`. */
export const shown = (text: string): string => spaced(text.replace(/\r\n/g, '\n')).replace(MISLEADING, escaped);

/** The same in one line. */
export const shownLine = (text: string): string => shown(text).replace(/\n/g, '\\n');

/** Output of a command. Programs use colours and draw progress again and again. Only the last state stays, without colours. */
export function shownOutput(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split(/\r*\n/)
    .map((line) => line.replace(/\r+$/, ''))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1));
  return shown(lines.join('\n'));
}

/** Tabs as spaces: a terminal gives them a width that nothing else knows. Each at the beginning of a line is a step, wherever the line will stand. */
function spaced(text: string): string {
  if (!text.includes('\t')) return text;
  return text
    .split('\n')
    .map((line) => {
      let out = '';
      const even = line.replace(/^[ \t]+/, (begin) => begin.replaceAll('\t', '    '));
      for (const part of even.split(/(\t)/)) out += part === '\t' ? ' '.repeat(4 - (out.length % 4)) : part;
      return out;
    })
    .join('\n');
}

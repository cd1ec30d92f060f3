/**
 * A file as lines that can be put together again to the same bytes. Each character of the strings is one byte, so that files in any encoding stay unchanged;
 * `asBytes` brings a patch's text into this form and `asText` brings a line out of it.
 */
export interface FileLines {
  /** A byte order mark; it belongs to the file and not to its first line. */
  readonly mark: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly text: string;
  /** Empty for a last line that is not ended. */
  readonly ending: '' | '\n' | '\r\n';
}

const MARK = '\u00ef\u00bb\u00bf';
const BEYOND_ASCII = /[\u0080-\uffff]/;

export function splitLines(bytes: Buffer): FileLines {
  const whole = bytes.toString('latin1');
  const mark = whole.startsWith(MARK) ? MARK : '';
  const lines: Line[] = [];
  for (let from = mark.length; from < whole.length; ) {
    const newline = whole.indexOf('\n', from);
    if (newline < 0) {
      lines.push({ text: whole.slice(from), ending: '' });
      break;
    }
    const carriage = newline > from && whole[newline - 1] === '\r';
    lines.push({ text: whole.slice(from, carriage ? newline - 1 : newline), ending: carriage ? '\r\n' : '\n' });
    from = newline + 1;
  }
  return { mark, lines };
}

export function joinLines({ mark, lines }: FileLines): Buffer {
  const marked = lines[0]?.text.startsWith(MARK) ? '' : mark;
  return Buffer.from(marked + lines.map(({ text, ending }) => text + ending).join(''), 'latin1');
}

export function asBytes(text: string): string {
  return BEYOND_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** Bytes that are not UTF-8 become U+FFFD, which is also what a model was shown of them. */
export function asText(bytes: string): string {
  return BEYOND_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

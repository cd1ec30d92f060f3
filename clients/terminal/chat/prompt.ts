import { graphemes } from './wrap.js';

/** What is being written: the text, the place of the cursor in it, and the contents that short words in it represent. */
export interface Prompt {
  readonly text: string;
  /** In UTF-16 units. */
  readonly cursor: number;
  /** Long pastes and pictures: the word that shows each, and what is sent. */
  readonly attached: readonly Attached[];
}

export type Attached = { readonly label: string } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly path: string }
);

export const EMPTY: Prompt = { text: '', cursor: 0, attached: [] };

/** A paste that is longer is shown by a word. */
const LONG_PASTE = 1000;
const TALL_PASTE = 12;

export const promptOf = (text: string): Prompt => ({ text, cursor: text.length, attached: [] });

export function insert({ text, cursor, attached }: Prompt, added: string): Prompt {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length, attached };
}

/** One paste. `isImage` says whether a path names a picture that exists. */
export function paste(prompt: Prompt, pasted: string, isImage: (path: string) => boolean): Prompt {
  const path = pastedPath(pasted);
  if (path !== undefined && isImage(path)) return attachImage(prompt, path);
  const lines = pasted.trimEnd().split('\n').length;
  if (pasted.length <= LONG_PASTE && lines <= TALL_PASTE) return insert(prompt, pasted);
  const size = lines > 1 ? `${lines} lines` : `${pasted.length} characters`;
  return attach(prompt, { kind: 'text', text: pasted, label: `[Paste ${prompt.attached.length + 1}: ${size}]` });
}

/** Pictures behind the text. */
export const withImages = (prompt: Prompt, paths: readonly string[]): Prompt =>
  paths.reduce((all, path) => insert(attachImage(all, path), ' '), prompt);

function attachImage(prompt: Prompt, path: string): Prompt {
  const name = path.replace(/^.*[\\/]/, '');
  return attach(prompt, { kind: 'image', path, label: `[Image ${prompt.attached.length + 1}: ${name}]` });
}

function attach(prompt: Prompt, attached: Attached): Prompt {
  const { text, cursor } = insert(prompt, attached.label);
  return { text, cursor, attached: [...prompt.attached, attached] };
}

/** Files that are dragged into a terminal come quoted, escaped or as an address. */
function pastedPath(pasted: string): string | undefined {
  const text = pasted.trim();
  if (text === '' || text.includes('\n')) return undefined;
  if (text.startsWith('file://')) {
    try {
      return decodeURIComponent(new URL(text).pathname);
    } catch {
      return undefined; // not an address after all
    }
  }
  const quoted = /^(['"])(.*)\1$/.exec(text)?.[2];
  return quoted ?? text.replace(/\\(.)/g, '$1');
}

/** The text with the long pastes in place, and the pictures whose words are still in it. */
export function sent({ text, attached }: Prompt): { readonly text: string; readonly images: readonly string[] } {
  const present = attached.filter(({ label }) => text.includes(label));
  const whole = present.reduce(
    (all, piece) => (piece.kind === 'text' ? all.replace(piece.label, () => piece.text) : all),
    text,
  );
  return { text: whole, images: present.flatMap((piece) => (piece.kind === 'image' ? [piece.path] : [])) };
}

/** Removes what is before the cursor: one character, or the whole word of a paste. */
export function backspace(prompt: Prompt): Prompt {
  const { text, cursor, attached } = prompt;
  const head = text.slice(0, cursor);
  const label = attached.find((piece) => head.endsWith(piece.label))?.label;
  return remove(prompt, label === undefined ? leftOf(prompt) : cursor - label.length, cursor);
}

export const deleteForward = (prompt: Prompt): Prompt => remove(prompt, prompt.cursor, rightOf(prompt));
export const deleteWord = (prompt: Prompt): Prompt => remove(prompt, wordLeftOf(prompt), prompt.cursor);
export const deleteToLineStart = (prompt: Prompt): Prompt => {
  const start = lineStart(prompt);
  // At the beginning of a line, the line end before it goes.
  return remove(prompt, start === prompt.cursor ? leftOf(prompt) : start, prompt.cursor);
};
export const deleteToLineEnd = (prompt: Prompt): Prompt => {
  const end = lineEnd(prompt);
  return remove(prompt, prompt.cursor, end === prompt.cursor ? rightOf(prompt) : end);
};

function remove(prompt: Prompt, from: number, to: number): Prompt {
  const text = prompt.text.slice(0, from) + prompt.text.slice(to);
  return { text, cursor: from, attached: prompt.attached };
}

export const moved = (prompt: Prompt, cursor: number): Prompt => ({ ...prompt, cursor });

export function leftOf({ text, cursor }: Prompt): number {
  return cursor - (graphemes(text.slice(0, cursor)).at(-1)?.length ?? 0);
}
export function rightOf({ text, cursor }: Prompt): number {
  return cursor + (graphemes(text.slice(cursor))[0]?.length ?? 0);
}
export function wordLeftOf({ text, cursor }: Prompt): number {
  return text.slice(0, cursor).replace(/\S*\s*$/, '').length;
}
export function wordRightOf({ text, cursor }: Prompt): number {
  return cursor + (/^\s*\S*/.exec(text.slice(cursor))?.[0].length ?? 0);
}
export const lineStart = ({ text, cursor }: Prompt): number => text.slice(0, cursor).lastIndexOf('\n') + 1;
export const lineEnd = ({ text, cursor }: Prompt): number => {
  const end = text.indexOf('\n', cursor);
  return end === -1 ? text.length : end;
};

/** The prompt with the cursor in the line above or below; undefined in the first or last line. */
export function inLine(prompt: Prompt, step: -1 | 1): Prompt | undefined {
  const start = lineStart(prompt);
  const column = prompt.cursor - start;
  if (step === -1) {
    if (start === 0) return undefined;
    const above = moved(prompt, start - 1);
    return moved(prompt, Math.min(lineStart(above) + column, start - 1));
  }
  const end = lineEnd(prompt);
  if (end === prompt.text.length) return undefined;
  return moved(prompt, Math.min(end + 1 + column, lineEnd(moved(prompt, end + 1))));
}

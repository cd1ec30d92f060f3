import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Key, KeyReader } from '../../clients/terminal/chat/keys.js';

/** Keys as short words: `ctrl+c`, `alt+up`, `"typed"`, `paste"pasted"`. */
const short = ({ name, text, ctrl, alt, shift }: Key): string => {
  const held = [ctrl && 'ctrl', alt && 'alt', shift && 'shift'].filter(Boolean).join('+');
  const what = name === 'letter' ? text : name === 'text' ? `"${text}"` : name === 'paste' ? `paste"${text}"` : name;
  return held ? `${held}+${what}` : what;
};
const read = (...pieces: string[]): string[] => {
  const reader = new KeyReader();
  return [...pieces.flatMap((piece) => reader.read(piece)), ...reader.flush()].map(short);
};

test.each([
  ['typed letters', 'h\u00e9llo', ['"h\u00e9llo"']],
  ['Enter, Tab and Backspace', '\r\t\u007f\b', ['enter', 'tab', 'backspace', 'backspace']],
  ['Ctrl and letters', '\u0003\u0004\n\u0014', ['ctrl+c', 'ctrl+d', 'ctrl+j', 'ctrl+t']],
  ['arrows in both forms', '\u001b[A\u001bOB\u001b[C\u001b[D', ['up', 'down', 'right', 'left']],
  ['arrows with Alt and Ctrl', '\u001b[1;3A\u001b[1;5C\u001b\u001b[A', ['alt+up', 'ctrl+right', 'escape', 'up']],
  [
    'the keys around the arrows',
    '\u001b[H\u001b[4~\u001b[3~\u001b[5~\u001b[6~',
    ['home', 'end', 'delete', 'pageup', 'pagedown'],
  ],
  ['Alt and a letter', '\u001bb\u001bf', ['alt+b', 'alt+f']],
  ['Esc alone', '\u001b', ['escape']],
  ['Esc twice', '\u001b\u001b', ['escape', 'escape']],
  ['Shift-Enter of newer terminals', '\u001b[13;2u\u001b[27;2;13~', ['shift+enter', 'shift+enter']],
  ['Esc and Ctrl-C of newer terminals, with Num Lock', '\u001b[27;129u\u001b[99;133u', ['escape', 'ctrl+c']],
  ['Alt-Enter', '\u001b\r', ['alt+enter']],
  ['Shift-Tab', '\u001b[Z', ['shift+tab']],
  ['answers of the terminal', '\u001b[?1u\u001b[?62;c', []],
  ['a key that there is not', '\u001b[99~', ['unknown']],
])('%s', (_, input, keys) => {
  expect(read(input)).toEqual(keys);
});

test('a paste is one key, whatever is in it', () => {
  expect(read('a\u001b[200~one\r\ntwo\r\u001b[A\u0003\u001b[201~b')).toEqual([
    '"a"',
    'paste"one\ntwo\n\u001b[A\u0003"',
    '"b"',
  ]);
});

test('where the input is cut does not matter', () => {
  const parts = [
    'abc',
    '\u001b[A',
    '\u001b[1;5C',
    '\u001b[200~x\ny\u001b[B\u001b[201~',
    '\r',
    '\u001b[13;2u',
    '\u001bOH',
    '\u0003',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts)), fc.array(fc.nat(60)), (chosen, cuts) => {
      const input = chosen.join('');
      const at = [...new Set(cuts.map((cut) => cut % (input.length + 1)))].sort((a, b) => a - b);
      const pieces = [...at, input.length].map((end, n) => input.slice(at[n - 1] ?? 0, end));
      expect(
        read(...pieces)
          .join(' ')
          .replaceAll('" "', ''),
      ).toBe(read(input).join(' ').replaceAll('" "', ''));
    }),
  );
});

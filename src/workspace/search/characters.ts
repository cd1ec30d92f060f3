/** What a character is to the scorer. From `LOWER` on they make up words. */
export const WHITE = 0;
export const MARK = 1;
/** What paths and lists are split at. */
export const DELIMITER = 2;
export const LOWER = 3;
export const UPPER = 4;
/** Of a script without cases. */
export const LETTER = 5;
export const DIGIT = 6;

const DELIMITERS = '/,:;|';

/** Latin letters that Unicode does not take apart into a letter and an accent. */
const STROKES: Readonly<Record<string, string>> = {
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ħ: 'h',
  Ħ: 'H',
  ł: 'l',
  Ł: 'L',
  ŧ: 't',
  Ŧ: 'T',
  ı: 'i',
  ß: 's',
};

export const kindOf: (code: number) => number = remembering((code) => {
  const char = String.fromCodePoint(code);
  if (/\s/.test(char)) return WHITE;
  if (DELIMITERS.includes(char)) return DELIMITER;
  if (/\p{Ll}/u.test(char)) return LOWER;
  if (/\p{Lu}/u.test(char)) return UPPER;
  if (/\p{N}/u.test(char)) return DIGIT;
  return /\p{Alphabetic}/u.test(char) ? LETTER : MARK;
});

/** `É` as `é`; itself where that would be two characters. */
export const lowerOf: (code: number) => number = remembering((code) => {
  const [lower = '', ...more] = String.fromCodePoint(code).toLowerCase();
  return more.length === 0 ? (lower.codePointAt(0) as number) : code;
});

/** `é` as `e`, for Latin letters only: to others an accent is more than that. */
export const plainOf: (code: number) => number = remembering((code) => {
  const char = String.fromCodePoint(code);
  const plain = STROKES[char] ?? char.normalize('NFD').charAt(0);
  return /^[a-z]$/i.test(plain) ? plain.charCodeAt(0) : code;
});

/** Few characters are ever met, and each of them often. */
function remembering(find: (code: number) => number): (code: number) => number {
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => find(code));
  const others = new Map<number, number>();
  return (code) => {
    if (code < 128) return ascii[code] as number;
    let found = others.get(code);
    if (found === undefined) {
      found = find(code);
      others.set(code, found);
    }
    return found;
  };
}

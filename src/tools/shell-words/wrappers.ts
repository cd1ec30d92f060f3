import { splitWords } from './split-words.js';

/** The options of a program that runs another program. They come before that program. */
interface Wrapper {
  /** Short options with a value. */
  readonly short?: string;
  /** Long options with a value, which may be in the next word. */
  readonly long?: readonly string[];
  /** The number of words between its options and the program. */
  readonly operands?: number;
}

const PLAIN: Wrapper = {};
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    {
      short: 'aCcDghpRrTtUu',
      long: [
        'chdir',
        'chroot',
        'close-from',
        'command-timeout',
        'group',
        'host',
        'other-user',
        'prompt',
        'role',
        'type',
        'user',
      ],
    },
  ],
  ['doas', { short: 'aCu' }],
  ['env', { short: 'CSu', long: ['chdir', 'split-string', 'unset'] }],
  ['command', PLAIN],
  ['builtin', PLAIN],
  ['exec', { short: 'a' }],
  ['nice', { short: 'n', long: ['adjustment'] }],
  ['ionice', { short: 'cn', long: ['class', 'classdata'] }],
  ['nohup', PLAIN],
  ['setsid', PLAIN],
  ['time', { short: 'fo', long: ['format', 'output'] }],
  ['timeout', { short: 'ks', long: ['kill-after', 'signal'], operands: 1 }],
  ['stdbuf', { short: 'eio', long: ['error', 'input', 'output'] }],
  ['chroot', { long: ['groups', 'userspec'], operands: 1 }],
  ['busybox', PLAIN],
  ['toybox', PLAIN],
  [
    'xargs',
    {
      short: 'adEILnPRSs',
      long: ['arg-file', 'delimiter', 'max-args', 'max-chars', 'max-lines', 'max-procs', 'process-slot-var', 'replace'],
    },
  ],
]);

/** The command that a wrapper would run, as in `sudo -u me rm x`; undefined if the program is none. */
export function unwrap(program: string, words: readonly string[]): string[] | undefined {
  const wrapper = WRAPPERS.get(program);
  if (wrapper === undefined) return undefined;
  const { short = '', long = [], operands = 0 } = wrapper;
  const split = program === 'env' ? splitString(words) : undefined;
  if (split) return split;
  let at = 0;
  for (let word = words[at]; word?.startsWith('-'); word = words[at]) {
    at++;
    if (word === '--') break;
    if (word.startsWith('--')) {
      // GNU programs accept the beginning of a name.
      if (!word.includes('=') && long.some((name) => name.startsWith(word.slice(2)))) at++;
    } else if (valueFollows(word, short)) at++;
  }
  while (/^[A-Za-z_]\w*=/.test(words[at] ?? '')) at++;
  return words.slice(at + operands);
}

/** Whether a word of short options, such as `-iu`, ends with one that takes the next word. */
export function valueFollows(word: string, withValue: string): boolean {
  const first = [...word.slice(1)].findIndex((letter) => withValue.includes(letter));
  return first >= 0 && first === word.length - 2;
}

/** `env -S 'rm -f x'` and its spellings: one word holds the command. */
function splitString(words: readonly string[]): string[] | undefined {
  const at = words.findIndex((word) => /^(-[iv0]*S|--s[a-z-]*(=|$))/.test(word));
  const option = words[at];
  if (option === undefined) return undefined;
  const glued = option.replace(/^(-[iv0]*S|--s[a-z-]*=?)/, '');
  const [text, rest] = glued === '' ? [words[at + 1] ?? '', words.slice(at + 2)] : [glued, words.slice(at + 1)];
  return ['env', ...(splitWords(text) ?? []), ...rest];
}

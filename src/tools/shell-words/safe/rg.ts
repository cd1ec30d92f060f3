import { isHarmlessWord, options } from './options.js';

/** Not in the list: `--pre`, `--hostname-bin` and `--search-zip`, which run programs, and what later versions may bring. */
const LONG = options(
  `--after-context --auto-hybrid-regex --before-context --binary --block-buffered --byte-offset --case-sensitive --color
   --colors --column --context --context-separator --count --count-matches --crlf --debug --dfa-size-limit --encoding
   --engine --field-context-separator --field-match-separator --file --files --files-with-matches --files-without-match
   --fixed-strings --follow --glob --glob-case-insensitive --heading --help --hidden --iglob --ignore-case --ignore-file
   --ignore-file-case-insensitive --include-zero --invert-match --json --line-buffered --line-number --line-regexp
   --max-columns --max-columns-preview --max-count --max-depth --max-filesize --maxdepth --mmap --multiline
   --multiline-dotall --no-config --no-filename --no-heading --no-hidden --no-ignore --no-ignore-dot --no-ignore-exclude
   --no-ignore-files --no-ignore-global --no-ignore-messages --no-ignore-parent --no-ignore-vcs --no-line-number
   --no-messages --no-mmap --no-require-git --no-unicode --null --null-data --one-file-system --only-matching --passthru
   --path-separator --pcre2 --pcre2-version --pretty --quiet --regex-size-limit --regexp --replace --smart-case --sort
   --sortr --stats --stop-on-nonmatch --text --threads --trace --trim --type --type-add --type-clear --type-list
   --type-not --unicode --unrestricted --version --vimgrep --with-filename --word-regexp`,
);

/**
 * Short options in one word: any number without a value, then perhaps one with its value. A `z` before the value is
 * `--search-zip`.
 */
const SHORT = /^-[0.abcFHhIiLlNnopPqSsUuVvwx]*([ABCdEefgjMmrtT].*)?$/s;

export function isHarmlessRg(words: readonly string[]): boolean {
  return words.every((word) => isHarmlessWord(word, LONG) || (!word.startsWith('--') && SHORT.test(word)));
}

import type { CommandAction } from '../../domain/item.js';
import { quoteWords } from '../../domain/shell-quote.js';

/** What one command seems to do (the table of C87). */
export function summarise(command: readonly string[]): CommandAction {
  const cmd = quoteWords(command);
  const [program, ...words] = command;
  const unknown: CommandAction = { type: 'unknown', cmd };
  const read = (file: string | undefined): CommandAction =>
    file === undefined ? unknown : { type: 'read', cmd, name: shorten(file), path: file };
  const search = (query: string | undefined, path: string | undefined): CommandAction => ({
    type: 'search',
    cmd,
    query: query ?? null,
    path: path === undefined ? null : shorten(path),
  });

  switch (program) {
    case 'ls': {
      const path = withoutValues(words, LS_VALUES).find(isOperand);
      return { type: 'list_files', cmd, path: path === undefined ? null : shorten(path) };
    }
    case 'rg': {
      const [first, second] = words.filter(isOperand);
      return words.includes('--files') ? search(undefined, first) : search(first, second);
    }
    case 'fd': {
      const [first, second] = withoutValues(words, FD_VALUES).filter(isOperand);
      return second === undefined && first !== undefined && looksLikePath(first)
        ? search(undefined, first)
        : search(first, second);
    }
    case 'find': {
      const name = words.findIndex((word) => /^-(name|iname|path|regex)$/.test(word));
      return search(
        name < 0 ? undefined : words[name + 1],
        words.find((word) => isOperand(word) && !/^[!()]$/.test(word)),
      );
    }
    case 'grep': {
      const [query, path] = words.filter(isOperand);
      return search(query, path);
    }
    case 'cat': {
      const files = words[0] === '--' ? words.slice(1) : words;
      return read(files.length === 1 ? files[0] : undefined);
    }
    case 'head':
      return read(fileAfterCount(words, /^\d+$/));
    case 'tail':
      return read(fileAfterCount(words, /^\+?\d+$/));
    case 'nl':
      return read(withoutValues(words, NL_VALUES).find(isOperand));
    case 'sed':
      return read(words[0] === '-n' && isLineRange(words[1]) ? words[2] : undefined);
    default:
      return unknown;
  }
}

/** `3p` or `3,5p`, as for `sed -n`. */
export function isLineRange(word: string | undefined): boolean {
  return /^\d+(,\d+)?p$/.test(word ?? '');
}

const LS_VALUES = ['-I', '-w', '--block-size', '--format', '--time-style', '--color', '--quoting-style'];
const FD_VALUES = ['-t', '--type', '-e', '--extension', '-E', '--exclude', '--search-path'];
const NL_VALUES = ['-s', '-w', '-v', '-i', '-b'];

const isOperand = (word: string): boolean => !word.startsWith('-');

const looksLikePath = (word: string): boolean => /[/\\]|^\.\.?$/.test(word);

/** Leaves out the words behind the given options; all are operands behind `--`. */
function withoutValues(words: readonly string[], withValue: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return [...kept, ...words.slice(at + 1)];
    if (withValue.includes(word)) at++;
    else kept.push(word);
  }
  return kept;
}

/** The file of `head -n 5 file` and `head -n5 file`; other forms are not recognised. */
function fileAfterCount([first = '', ...rest]: readonly string[], count: RegExp): string | undefined {
  if (first === '-n') return count.test(rest[0] ?? '') ? rest.slice(1).find(isOperand) : undefined;
  return first.startsWith('-n') && count.test(first.slice(2)) ? rest.find(isOperand) : undefined;
}

const COMMON_FOLDERS = ['build', 'dist', 'node_modules', 'src'];

/** The last part of a path that says something. */
function shorten(path: string): string {
  const trimmed = path.replaceAll('\\', '/').replace(/(?<!\/)\/+$/, '');
  const parts = trimmed.split('/').filter((part) => part !== '' && !COMMON_FOLDERS.includes(part));
  return parts.at(-1) ?? trimmed;
}

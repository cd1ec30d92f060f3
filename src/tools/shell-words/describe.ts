import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CommandAction } from '../../domain/item.js';
import { quoteWords } from '../../domain/shell-quote.js';
import { parseScript } from './script.js';
import { splitWords } from './split-words.js';
import { isLineRange, summarise } from './summarise.js';

/** `parsed_cmd`: what a command seems to do, for the user to read (C87). No decision may depend on it. */
export async function describeCommand(argv: readonly string[]): Promise<CommandAction[]> {
  const [shell, flags, script] = argv;
  const isScript = shell === 'bash' && flags === '-lc' && script !== undefined && argv.length === 3;
  const all = isScript ? await describeScript(script) : describeWords(argv);
  return all.filter((command, index) => index === 0 || !isDeepStrictEqual(shown(command), shown(all[index - 1])));
}

const shown = (action: CommandAction | undefined) => action && { ...action, path: undefined };

async function describeScript(script: string): Promise<CommandAction[]> {
  const asItStands: CommandAction[] = [{ type: 'unknown', cmd: script }];
  const commands = await parseScript(script);
  if (commands === undefined) return asItStands;
  const described = inFolders(
    commands.filter(({ words }) => !onlyFormats(words)).map(({ words }) => ({ words, parsed: summarise(words) })),
  );
  const left = simplify(described.length > 1 ? described.filter((command) => !isTrue(command)) : described);
  const [only] = left;
  if (only === undefined) return asItStands;
  const pages = commands.some(({ words }) => words.some((word, at) => word === 'sed' && words[at + 1] === '-n'));
  const piped = commands.some(({ connector }) => connector === '|');
  if (left.length === 1 && only.parsed.type === 'read' && piped && pages) return [{ ...only.parsed, cmd: script }];
  return left.map(({ parsed }) => parsed);
}

/** Other commands than `bash -lc` are split at the words that are connectors, without a grammar. */
function describeWords(argv: readonly string[]): CommandAction[] {
  const [shell, flags, script] = argv;
  const words = (shell === 'bash' && flags === '-c' && argv.length === 3 && splitWords(script ?? '')) || [...argv];
  const answered = /^(yes|y|no|n)$/.test(words[0] ?? '') && words[1] === '|' ? words.slice(2) : words;
  const commands: string[][] = [[]];
  for (const word of answered) {
    if (['&&', '||', '|', ';'].includes(word)) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  const described = inFolders(
    commands.filter((command) => command.length > 0).map((command) => ({ words: command, parsed: summarise(command) })),
  );
  if (described.length === 0) return [{ type: 'unknown', cmd: quoteWords(argv) }];
  return simplify(described).map(({ parsed }) => parsed);
}

interface Described {
  readonly words: readonly string[];
  readonly parsed: CommandAction;
}

/** Files are read from the folder that the commands before have changed to. */
function inFolders(commands: readonly Described[]): Described[] {
  let folder = '';
  return commands.map((command) => {
    const { words, parsed } = command;
    if (isProgram(command, 'cd') && words[1] !== undefined) folder = under(folder, words[1]);
    if (parsed.type !== 'read' || parsed.path === undefined || folder === '') return command;
    return { words, parsed: { ...parsed, path: under(folder, parsed.path) } };
  });
}

const under = (folder: string, path: string): string => (posix.isAbsolute(path) ? path : posix.join(folder, path));

/** Leaves out commands that add no information to the others, until none is left to leave out. */
function simplify(commands: readonly Described[]): readonly Described[] {
  let left = commands;
  for (let next: readonly Described[] | undefined = left; next !== undefined; next = withoutOne(left)) left = next;
  return left;
}

function withoutOne(commands: readonly Described[]): readonly Described[] | undefined {
  if (commands.length < 2) return undefined;
  if (isProgram(commands[0], 'echo')) return commands.slice(1);
  const change = commands.findIndex((command) => isProgram(command, 'cd'));
  const dropped = [
    change < commands.length - 1 ? change : -1,
    commands.findIndex(isTrue),
    commands.findIndex(
      (command) => isProgram(command, 'nl') && command.words.slice(1).every((word) => word.startsWith('-')),
    ),
  ].find((index) => index >= 0);
  return dropped === undefined ? undefined : commands.filter((_, index) => index !== dropped);
}

const isProgram = (command: Described | undefined, name: string): boolean =>
  command?.parsed.type === 'unknown' && command.words[0] === name;

const isTrue = ({ words }: Described): boolean => words.length === 1 && words[0] === 'true';

const FORMATTERS: ReadonlySet<string> = new Set('wc tr cut sort uniq xargs tee column awk yes printf'.split(' '));

/** Programs that only shape what others print. */
function onlyFormats([program = '', ...words]: readonly string[]): boolean {
  if (FORMATTERS.has(program)) return true;
  if (program === 'head' || program === 'tail') return words.length < 2;
  return program === 'sed' && !(words.length >= 3 && words[0] === '-n' && isLineRange(words[1]));
}

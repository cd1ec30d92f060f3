import { commandsAnywhere } from './commands-anywhere.js';
import { unwrap, valueFollows } from './wrappers.js';

/** A command with more nested shells or wrapping programs than this hides something. */
const MAX_DEPTH = 8;

/**
 * Whether the user must be asked even where the policy asks for no approvals: `rm` by force, `git reset`, `git rm` (C99, without C119), in any spelling and
 * behind any program that runs them. It finds mistakes. It cannot find bad intent, which has many other ways (`perl -e unlink`); the sandbox limits these.
 */
export async function isDangerous(argv: readonly string[]): Promise<boolean> {
  return judge(argv, 0);
}

async function judge(argv: readonly string[], depth: number): Promise<boolean> {
  let [path, ...words] = argv;
  for (let wrapped = 0; wrapped <= MAX_DEPTH; wrapped++) {
    if (path === undefined) return false;
    // Where file names are the same in any case, `RM` is rm.
    const program = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    if (program === 'rm') return hasForce(words);
    if (program.endsWith('git')) return isDangerousGit(words);
    if (program === 'find') return judgeAny(commandsOfFind(words), depth);
    const script = scriptOf(program, words);
    if (script !== undefined) return depth >= MAX_DEPTH || judgeAny(await commandsAnywhere(script), depth + 1);
    const inner = unwrap(program, words);
    if (inner === undefined) return false;
    [path, ...words] = inner;
  }
  return true;
}

async function judgeAny(commands: readonly (readonly string[])[], depth: number): Promise<boolean> {
  for (const command of commands) if (await judge(command, depth)) return true;
  return false;
}

/** Also behind operands (`rm x -f`), among other flags and in the short forms of `--force`. */
function hasForce(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words
    .slice(0, end < 0 ? words.length : end)
    .some((word) => (word.startsWith('--') ? '--force'.startsWith(word) : /^-.*f/s.test(word)));
}

const GIT_OPTIONS_WITH_VALUE =
  /^(-C|-c|--(git-dir|work-tree|namespace|super-prefix|config-env|attr-source|exec-path))$/;

function isDangerousGit(words: readonly string[]): boolean {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) return word === 'reset' || word === 'rm';
    if (!GIT_OPTIONS_WITH_VALUE.test(word)) continue;
    at++;
    // An alias can name any command.
    if (/^alias\./i.test(words[at] ?? '')) return true;
  }
  return false;
}

function commandsOfFind(words: readonly string[]): string[][] {
  const commands: string[][] = [];
  words.forEach((word, index) => {
    if (/^-(exec|execdir|ok|okdir)$/.test(word)) commands.push(words.slice(index + 1));
  });
  return commands.map((command) => {
    const end = command.findIndex((word) => word === ';' || word === '+');
    return end < 0 ? command : command.slice(0, end);
  });
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh', 'fish']);

/** The script that a command gives to a shell. */
function scriptOf(program: string, words: readonly string[]): string | undefined {
  if (program === 'eval') return words.join(' ');
  if (program === 'trap') return words.find((word) => !word.startsWith('-'));
  if (!SHELLS.has(program)) return undefined;
  let takesScript = false;
  let at = 0;
  for (let word = words[at]; word !== undefined && /^[-+]./s.test(word); word = words[at]) {
    at++;
    if (word === '--') break;
    if (word.startsWith('--')) {
      if (/^--(rcfile|init-file)$/.test(word)) at++;
      takesScript ||= word === '--command';
      continue;
    }
    takesScript ||= word.startsWith('-') && word.includes('c');
    if (valueFollows(word, 'oO')) at++;
  }
  return takesScript ? words[at] : undefined;
}

import { isHarmlessFind } from './safe/find.js';
import { isHarmlessGit } from './safe/git.js';
import { isHarmlessRg } from './safe/rg.js';
import { parseScript } from './script.js';

export interface Surroundings {
  /** Whether the command will run inside of a sandbox; without one git is not known to be safe. */
  readonly sandboxed: boolean;
}

/**
 * Whether a command is known to change nothing, so that it may run without a question (C99, without its
 * C118). The programs are those of the reference, without cargo, whose `check` runs programs of the packages that
 * it builds.
 */
export async function isKnownSafe(
  argv: readonly string[],
  { sandboxed }: Surroundings = { sandboxed: true },
): Promise<boolean> {
  const [shell, flags, script] = argv;
  if (shell !== 'bash' || flags !== '-lc' || script === undefined || argv.length > 3) return isSafe(argv, sandboxed);
  const commands = await parseScript(script);
  return (
    commands?.every(({ words, globs }) => {
      if (!isSafe(words, sandboxed)) return false;
      // In a folder with a file named `--output=x`, the glob `*` becomes an option.
      return ONLY_READ.has(words[0] ?? '') || globs.every((index) => /^[^-*?[]/.test(words[index] ?? ''));
    }) ?? false
  );
}

/**
 * These have no option that writes or runs anything. They may read all that the user may, as everything inside of the
 * sandbox may, and may wait for ever (`tail -f`, `cat` without a file): the time limit of a command ends that.
 */
const ONLY_READ: ReadonlySet<string> = new Set('cat cd echo false grep head ls nl pwd tail true wc which'.split(' '));

function isSafe([program = '', ...words]: readonly string[], sandboxed: boolean): boolean {
  switch (program) {
    case 'grep':
      return !words.some((word) => RUNS_IN_UGREP.test(word));
    case 'find':
      return isHarmlessFind(words);
    case 'rg':
      return isHarmlessRg(words);
    case 'git':
      return sandboxed && isHarmlessGit(words);
    case 'sed':
      return isPrintingOfLines(words);
    default:
      return ONLY_READ.has(program);
  }
}

/** ugrep, which some have under the name of grep, has options that run programs or write; grep has none. */
const RUNS_IN_UGREP = /^--(filter|pager|view|query|save-config|config)/;

/**
 * `sed -n 3,5p file` and nothing else: almost all of sed can write. The file could be an option, as in `sed -n 3p
 * -fevil`.
 */
function isPrintingOfLines([n, lines = '', file = '-', ...rest]: readonly string[]): boolean {
  return n === '-n' && /^\d+(,\d+)?p$/.test(lines) && !file.startsWith('-') && rest.length === 0;
}

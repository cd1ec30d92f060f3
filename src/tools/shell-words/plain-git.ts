import { isHarmlessGit } from './safe/git.js';
import { parseScript } from './script.js';

/**
 * The words behind `git` of a command that is one known-safe git command and nothing else. Such a command can be started without a shell, so
 * that nothing but git reads its environment.
 */
export async function plainGit(argv: readonly string[]): Promise<readonly string[] | undefined> {
  const [program, ...words] = (await onlyCommand(argv)) ?? [];
  if (program !== 'git' || !isHarmlessGit(words) || !isClosed(words)) return undefined;
  return words;
}

async function onlyCommand(argv: readonly string[]): Promise<readonly string[] | undefined> {
  const [shell, flags, script] = argv;
  if (shell !== 'bash') return argv;
  if (flags !== '-lc' || script === undefined || argv.length > 3) return undefined;
  const [command, ...more] = (await parseScript(script)) ?? [];
  if (!command || more.length > 0 || command.globs.length > 0) return undefined;
  // Without a shell, `~` is not replaced by the home.
  return command.words.some((word) => word.startsWith('~')) ? undefined : command.words;
}

/** Words are left out if git would read or run more for them than options on its command line can prevent. */
function isClosed([subcommand, ...words]: readonly string[]): boolean {
  switch (subcommand) {
    case 'status':
      // The patch that it shows may be a conversion of text, and no option of status prevents that.
      return !words.some((word) => /^(-[sbz]*v|--verbose)/.test(word));
    case 'diff':
      // Two files that are not both in the repository are compared as they are, wherever they lie.
      return !words.some((word) => word === '--no-index' || word.startsWith('/') || word.split('/').includes('..'));
    default:
      return true;
  }
}

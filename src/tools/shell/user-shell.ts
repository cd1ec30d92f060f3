import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { quoteWords } from '../../domain/shell-quote.js';

export interface LoginShell {
  readonly shell: string | null;
  readonly homedir: string;
}

/**
 * The command as the user's own shell runs it, after its rc file: `shell_environment_policy.experimental_use_profile` (C89). Shell
 * and home are those of the passwd entry. Unchanged where that shell is neither bash nor zsh.
 */
export function inUserShell(argv: readonly string[], login: LoginShell | undefined = entry()): readonly string[] {
  const shell = login?.shell;
  const name = basename(shell ?? '');
  if (!shell || (name !== 'bash' && name !== 'zsh')) return argv;
  const [program = '', flag, text] = argv;
  const isScript = argv.length === 3 && basename(program) === 'bash' && flag === '-lc';
  const script = isScript && text !== undefined ? text : quoteWords(argv);
  const rc = join(login.homedir, `.${name}rc`);
  return [shell, '-lc', existsSync(rc) ? `source ${quoteWords([rc])} && (${script})` : script];
}

/** The shell that scripts of the model run in: the user's own one, where it is one that understands them. */
export function userShell(): string {
  const own = entry()?.shell ?? '';
  if (['bash', 'zsh', 'sh', 'dash'].includes(basename(own))) return own;
  return existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
}

/** The shell's name for the model: only `bash` and `zsh` (C58). */
export function loginShell(): string | undefined {
  const name = basename(entry()?.shell ?? '');
  return name === 'bash' || name === 'zsh' ? name : undefined;
}

function entry(): LoginShell | undefined {
  try {
    return userInfo();
  } catch {
    return undefined; // a uid without passwd entry, as in some containers
  }
}

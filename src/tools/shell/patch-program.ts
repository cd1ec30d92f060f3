import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { quoteWords } from '../../domain/shell-quote.js';
import { realPathSync } from '../../os/real-path.js';

/** Where the bundler puts the program `apply_patch`; missing in a source tree that was not built. Windows has no such scripts. */
const FOLDER = join(import.meta.dirname, '..', 'bin');

/** Shells in which the line below means what it says. */
const SHELLS = ['bash', 'sh', 'zsh', 'dash', 'ash', 'ksh'];

const isThere = (folder: string): boolean => process.platform !== 'win32' && existsSync(join(folder, 'apply_patch'));

/** What must be readable to run it. */
export const patchProgramFiles = (): readonly string[] =>
  isThere(FOLDER) ? [dirname(FOLDER), process.execPath].map((path) => realPathSync(path).path) : [];

/** A program's words and environment, with `apply_patch` in front of what `PATH` finds (C243). */
export function withPatchProgram(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  folder = FOLDER,
): { argv: readonly string[]; env: Record<string, string> } {
  if (!isThere(folder)) return { argv, env: { ...env } };
  const program = quoteWords([join(folder, 'apply_patch')]);
  return {
    argv: inLoginShell(argv, folder),
    env: {
      ...env,
      // Without a PATH, a shell or the C library searches its own places. A PATH with only our folder would hide these.
      ...(env.PATH === undefined ? {} : { PATH: `${folder}${delimiter}${env.PATH}` }),
      TURNWIRE_NODE: process.execPath,
      // A login shell within a script resets PATH once more; bash takes functions from its environment.
      'BASH_FUNC_apply_patch%%': `() { ${program} "$@"; }`,
    },
  };
}

/** On most systems, the profile of a login shell sets PATH again. So the script itself begins with our PATH. */
function inLoginShell(argv: readonly string[], folder: string): readonly string[] {
  if (!SHELLS.includes(basename(argv[0] ?? ''))) return argv;
  const at = argv.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
  const script = argv[at + 1];
  const isLogin = argv.slice(1, at + 1).some((word) => word === '--login' || /^-[a-z]*l/.test(word));
  if (at < 1 || script === undefined || !isLogin) return argv;
  // On the same line, so that messages of the shell name the lines that the model knows.
  return argv.with(at + 1, `PATH=${quoteWords([folder])}:"$PATH"; ${script}`);
}

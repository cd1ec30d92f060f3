import { basename } from 'node:path';
import { commandsAnywhere } from './commands-anywhere.js';
import { parseScript } from './script.js';

const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh', 'ash', 'fish']);
/** Shells whose plain words are those of bash. */
const READ: ReadonlySet<string> = new Set(['bash', 'sh', 'dash']);

/** The commands of a call, for rules about them. File names in the place of globs are not known: such a script is not plain. */
export async function ruleParts(argv: readonly string[]): Promise<{
  readonly plain: readonly (readonly string[])[] | undefined;
  readonly anywhere: readonly (readonly string[])[];
}> {
  const [shell = '', flags = '', script] = argv;
  const name = basename(shell);
  if (!SHELLS.has(name) || !/^-[a-z]*c$/.test(flags) || script === undefined)
    return { plain: [argv], anywhere: [argv] };
  const commands = argv.length === 3 && READ.has(name) ? await parseScript(script) : undefined;
  const isPlain = commands?.every(({ globs }) => globs.length === 0) ?? false;
  return {
    plain: isPlain ? commands?.map(({ words }) => words) : undefined,
    anywhere: [argv, ...(await commandsAnywhere(script))],
  };
}

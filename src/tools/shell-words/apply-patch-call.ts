import { LITERAL_DOUBLE, unescapeBare, unescapeDouble } from './lexemes.js';

export interface PatchCall {
  readonly patch: string;
  /** The folder that `cd` names, as written. */
  readonly cwd?: string;
}

/**
 * Recognises a command that is nothing but a call of apply_patch (C91). `implicit` is a patch without the call. The grammar is not used: it is not needed for
 * these few forms, and patches are longer than the scripts that are parsed.
 */
export async function findPatchCall(argv: readonly string[]): Promise<PatchCall | 'implicit' | undefined> {
  const [program, second, script] = argv;
  if (argv.length === 1) return isPatch(program ?? '') ? 'implicit' : undefined;
  if (argv.length === 2 && second !== undefined) return isName(program) ? { patch: second } : undefined;
  if (argv.length !== 3 || !isShell(program) || !isScriptFlag(second) || script === undefined) return undefined;
  return isPatch(script) ? 'implicit' : findInScript(script);
}

const isShell = (program = ''): boolean => /^(?:.*\/)?(?:bash|sh|zsh|dash)$/.test(program);
const isScriptFlag = (flag = ''): boolean => flag === '-c' || flag === '-lc';

const isName = (program: string | undefined): boolean => program === 'apply_patch' || program === 'applypatch';

function isPatch(text: string): boolean {
  const trimmed = text.trim();
  return /^\*\*\* Begin Patch\r?\n/.test(trimmed) && trimmed.endsWith('\n*** End Patch');
}

const BARE = `[^\\s"'$\`\\\\|&;()<>{}*?[~#]`;
const FOLDER = `(?<double>${LITERAL_DOUBLE.source})|'(?<single>[^']*)'|(?<bare>${BARE}+(?:\\\\[^\\n]${BARE}*)*)`;
const DELIMITER = `"(?<d1>[^"\\\\$\`\\n]+)"|'(?<d2>[^'\\n]+)'|\\\\?(?<d3>${BARE}+)`;
const CHANGE = `cd[ \\t]+(?:${FOLDER})[ \\t]*&&[ \\t\\n]*`;
const HERE = `<<(?<tabs>-?)[ \\t]*(?:${DELIMITER})[ \\t]*\\n`;
const START = new RegExp(`^[ \\t\\n]*(?:${CHANGE})?apply_?patch[ \\t]*${HERE}`);

/** `[cd folder &&] apply_patch <<X`, the patch, `X`, and nothing else. */
function findInScript(script: string): PatchCall | undefined {
  const start = START.exec(script);
  if (!start?.groups) return undefined;
  const { double, single, bare, d1, d2, d3, tabs } = start.groups;
  const ends = d1 ?? d2 ?? d3;
  const lines = script.slice(start[0].length).split('\n');
  // bash takes the tabs before all lines away after `<<-`.
  const body = tabs === '-' ? lines.map((line) => line.replace(/^\t+/, '')) : lines;
  const end = body.indexOf(ends ?? '');
  if (end < 0 || /[^ \t\n]/.test(body.slice(end + 1).join('\n'))) return undefined;
  const patch = body.slice(0, end).join('\n');
  const cwd = single ?? (double === undefined ? bare && unescapeBare(bare) : unescapeDouble(double.slice(1, -1)));
  // `cd -` goes to an unknown folder.
  if (cwd?.startsWith('-')) return undefined;
  return cwd === undefined ? { patch } : { patch, cwd };
}

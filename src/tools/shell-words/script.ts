import type { Tree } from 'web-tree-sitter';
import { visit, withTree } from './grammar.js';
import { LITERAL_DOUBLE, unescapeBare, unescapeDouble } from './lexemes.js';

export type Connector = '&&' | '||' | ';' | '|';

export interface Command {
  /** As the program gets them, but globs are not replaced by file names. */
  readonly words: readonly string[];
  /** What joins it to the command before; a new line counts as `;`. The first has none. */
  readonly connector: Connector | undefined;
  /** Which of the words are globs: bash replaces them by names of files, as many as there are. */
  readonly globs: readonly number[];
}

/** Reads a script that is nothing but plain commands and connectors (C99); undefined for all others. */
export async function parseScript(text: string): Promise<Command[] | undefined> {
  // For bash, control characters are parts of words; for the grammar, some of them are blanks.
  if (/[^\P{Cc}\t\n]/u.test(text)) return undefined;
  return withTree(text, (tree) => readCommands(tree, text));
}

const CONNECTORS: ReadonlySet<string> = new Set<Connector>(['&&', '||', ';', '|']);

const BLANKS = /^(?:[ \t]|\\\n)*$/;
const BLANKS_AND_LINES = /^(?:[ \t\n]|\\\n)*$/;

/**
 * The tree says where words and connectors are; everything else is checked here, character by character. The grammar reads some texts in another way than bash:
 * it makes two words of `gi\<newline>t`, where bash has one, and a mistake in this place runs a command without the approval that it needs.
 */
function readCommands(tree: Tree, text: string): Command[] | undefined {
  if (tree.rootNode.hasError) return undefined;
  const commands: { words: string[]; connector: Connector | undefined; globs: number[] }[] = [];
  let connector: Connector | undefined;
  let end = 0;
  let plain = true;
  visit(tree, (node) => {
    const type = node.nodeType;
    switch (type) {
      case 'program':
      case 'list':
      case 'pipeline':
      case 'command_name':
        return 'into';
      case 'command': {
        const gap = text.slice(end, node.startIndex);
        const next = connector ?? (commands.length === 0 ? undefined : ';');
        const newLine = gap.replaceAll('\\\n', '').includes('\n');
        plain = BLANKS_AND_LINES.test(gap) && (connector !== undefined || commands.length === 0 || newLine);
        commands.push({ words: [], connector: next, globs: [] });
        connector = undefined;
        end = node.startIndex;
        return plain ? 'into' : 'stop';
      }
    }
    const gap = text.slice(end, node.startIndex);
    const command = commands.at(-1);
    end = node.endIndex;
    if (command === undefined || !BLANKS.test(gap)) plain = false;
    else if (CONNECTORS.has(type)) {
      plain = connector === undefined;
      connector = type as Connector;
    } else {
      const first = command.words.length === 0;
      const word = first && type !== 'word' ? undefined : readWord(type, text.slice(node.startIndex, end));
      plain = word !== undefined && connector === undefined && (first || /[ \t]/.test(gap));
      if (word?.glob) command.globs.push(command.words.length);
      if (word) command.words.push(word.text);
    }
    return plain ? 'past' : 'stop';
  });
  plain &&= commands.length > 0 && (connector === undefined || connector === ';');
  return plain && BLANKS_AND_LINES.test(text.slice(end)) ? commands : undefined;
}

const BARE = /^(?!#)[^\s"'$`\\|&;()<>{}]*(?:\\[\s\S][^\s"'$`\\|&;()<>{}]*)*$/;
const DOUBLE = new RegExp(`^${LITERAL_DOUBLE.source}$`);
const SINGLE = /^'[^']*'$/;

function readWord(type: string, text: string): { text: string; glob: boolean } | undefined {
  switch (type) {
    case 'word':
    case 'number':
      if (!BARE.test(text) || mayBeCut(text)) return undefined;
      return { text: unescapeBare(text), glob: /[*?[]/.test(text.replace(/\\[\s\S]/g, '')) };
    case 'string':
      return DOUBLE.test(text) ? { text: unescapeDouble(text.slice(1, -1)), glob: false } : undefined;
    case 'raw_string':
      return SINGLE.test(text) ? { text: text.slice(1, -1), glob: false } : undefined;
    default:
      return undefined;
  }
}

/** The bash of macOS takes these two bytes for blanks, also inside of a character such as `à`. */
function mayBeCut(word: string): boolean {
  return Buffer.from(word).some((byte) => byte === 0x85 || byte === 0xa0);
}

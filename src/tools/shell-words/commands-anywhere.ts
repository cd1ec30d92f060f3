import type { TreeCursor } from 'web-tree-sitter';
import { visit, withTree } from './grammar.js';
import { unescapeBare, unescapeDouble } from './lexemes.js';

/**
 * The commands of any script, wherever they stand: in loops, functions, substitutions, behind redirections. Quotes are removed from words as far as this is
 * possible without running anything. Text that bash would expand stays as it is. Use it only to find suspicious commands: it finds too many commands rather
 * than too few.
 */
export async function commandsAnywhere(text: string): Promise<string[][]> {
  // The grammar splits a word that continues in the next line.
  const script = text.replace(/\\([\s\S])/g, (pair, second: string) => (second === '\n' ? '' : pair));
  const found: string[][] = [];
  const complete = await withTree(script, (tree) => {
    visit(tree, (node) => {
      const type = node.nodeType;
      if (type === 'command') found.push(wordsOf(node, 'command_name'));
      // In `rm > log -rf x` the grammar counts all words behind `>` to the redirection; the first of them is its file.
      if (type === 'file_redirect') found.at(-1)?.push(...wordsOf(node).slice(1));
      if (type === 'heredoc_redirect') found.at(-1)?.push(...wordsOf(node));
      return 'into';
    });
    return !tree.rootNode.hasError;
  });
  return complete ? found : [...found, ...roughly(script)];
}

const LEADING = /^(?:!|then|do|else|elif|if|while|until|time|\w+\+?=.*)$/s;

/** For scripts that the grammar cannot read: they are cut at each character that could end a command. */
function roughly(script: string): string[][] {
  return script.split(/[\n;&|(){}`]+/).map((piece) => {
    const words = piece
      .split(/\s+/)
      .map((word) => unescapeBare(word.replace(/["']/g, '')))
      .filter((word) => word !== '');
    const start = words.findIndex((word) => !LEADING.test(word));
    return start < 0 ? [] : words.slice(start);
  });
}

const WORDS: ReadonlySet<string> = new Set([
  'command_name',
  'word',
  'number',
  'string',
  'raw_string',
  'ansi_c_string',
  'concatenation',
  'simple_expansion',
  'expansion',
  'command_substitution',
]);

/** The children of the node that are words, from the one of the given type on. */
function wordsOf(node: TreeCursor, from?: string): string[] {
  const words: string[] = [];
  const cursor = node.copy();
  try {
    let begun = from === undefined;
    for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
      begun ||= cursor.nodeType === from;
      if (begun && WORDS.has(cursor.nodeType)) words.push(unquote(cursor.nodeText));
    }
  } finally {
    cursor.delete();
  }
  return words;
}

/** Removes the quotes of any kind from a word: `r''m`, `"r"m`, `$'rm'`, `r\m`. */
function unquote(text: string): string {
  return text.replace(
    /\$?'([^']*)'|"([^"\\]*(?:\\[\s\S][^"\\]*)*)"|(\\[\s\S])/g,
    (_, single?: string, double?: string, bare?: string) => {
      if (single !== undefined) return single;
      return double !== undefined ? unescapeDouble(double) : unescapeBare(bare ?? '');
    },
  );
}

import { setFlagsFromString } from 'node:v8';
import type { Parser, Tree, TreeCursor } from 'web-tree-sitter';
import { lateModule } from '../../os/late-import.js';
import { LATE_WASM_OPTIMIZATION } from '../../os/v8-flags.js';
import { readGrammar } from './grammar-files.js';

const loadTreeSitter = lateModule(() => import('web-tree-sitter'));

/** Longer scripts are not parsed, because parsing must not delay other conversations. */
export const MAX_SCRIPT_LENGTH = 64 * 1024;
/** The grammar is ambiguous. Some short texts take half a minute to parse; usual texts of full length take 40 ms. */
const MAX_MILLISECONDS = 250;

/** Made for the first script (60 ms, 40 MB) and kept. */
let parser: Promise<Parser> | undefined;

/**
 * Parses a script with the grammar of bash and calls `read` with the tree; undefined if it is too long or takes too long.
 */
export async function withTree<T>(script: string, read: (tree: Tree) => T): Promise<T | undefined> {
  if (script.length > MAX_SCRIPT_LENGTH) return undefined;
  parser ??= load().catch((e: unknown) => {
    parser = undefined;
    throw e;
  });
  const loaded = await parser;
  const deadline = performance.now() + MAX_MILLISECONDS;
  const tree = parse(loaded, script, () => performance.now() > deadline);
  if (tree === undefined) return undefined;
  try {
    return read(tree);
  } finally {
    tree.delete();
  }
}

/** What happens with a node that `visit` was called for. */
export type Step = 'into' | 'past' | 'stop';

/**
 * Goes through a tree in the order of the text. Without recursion: a hostile script is nested as deeply as it is long.
 */
export function visit(tree: Tree, enter: (node: TreeCursor) => Step): void {
  const cursor = tree.walk();
  try {
    for (;;) {
      const step = enter(cursor);
      if (step === 'stop') return;
      if (step === 'into' && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return;
    }
  } finally {
    cursor.delete();
  }
}

function parse(loaded: Parser, script: string, late: () => boolean): Tree | undefined {
  const tree = loaded.parse(script, null, { progressCallback: late });
  // Without this, the parser would take the next text for the rest of this one.
  if (tree === null) loaded.reset();
  return tree ?? undefined;
}

async function load(): Promise<Parser> {
  // The program has set it already, another process that uses the library has not.
  setFlagsFromString(LATE_WASM_OPTIMIZATION);
  const [{ Language, Parser }, [wasmBinary, bash]] = await Promise.all([loadTreeSitter(), readGrammar()]);
  await Parser.init({ wasmBinary });
  const loaded = new Parser();
  loaded.setLanguage(await Language.load(bash as Buffer));
  return loaded;
}

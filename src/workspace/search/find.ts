import type { FoundFile } from '../../core/ports/index.js';
import { Best, compareBytes, type Scored } from './best.js';
import type { Folder } from './folder.js';
import type { Searcher } from './listing.js';
import type { Listings } from './listings.js';
import { Pace } from './pace.js';
import { lettersOfWords, type Word, wordsOf } from './query.js';
import { Scorer } from './score.js';

/** In each root (C23). */
const MAX_FOUND = 50;

export interface FileQuery {
  readonly query: string;
  /** As the client named them, and as absolute paths. */
  readonly roots: readonly { readonly named: string; readonly path: string }[];
}

/** Best first; when the searcher stops early, the hits so far. */
export async function find({ query, roots }: FileQuery, listings: Listings, searcher: Searcher): Promise<FoundFile[]> {
  const words = wordsOf(query);
  const scorer = new Scorer();
  const found: FoundFile[] = [];
  for (const { named, path } of roots) {
    if (searcher.stopped) break;
    const folders = await listings.of(path).folders(searcher);
    const best = await bestOf(folders, words, scorer, searcher);
    found.push(...best.map((scored) => describe(named, scored, words, scorer)));
  }
  return found.sort((a, b) => b.score - a.score || compareBytes(a.path, b.path));
}

async function bestOf(
  folders: Iterable<Folder>,
  words: readonly Word[],
  scorer: Scorer,
  searcher: Searcher,
): Promise<readonly Scored[]> {
  const best = new Best(MAX_FOUND);
  const wanted = lettersOfWords(words);
  const pace = new Pace();
  for (const { files, letters } of folders) {
    for (let i = 0; i < files.length; i++) {
      if (((letters[i] as number) & wanted) !== wanted) continue;
      const path = files[i] as string;
      const score = scoreOf(words, path, scorer);
      if (score !== undefined) best.offer(path, score);
      if ((i & 127) === 0 && pace.due) await pace.rest();
    }
    if (pace.due) await pace.rest();
    if (searcher.stopped) break;
  }
  return best.all();
}

function scoreOf(words: readonly Word[], path: string, scorer: Scorer): number | undefined {
  let sum = 0;
  for (const word of words) {
    const score = scorer.score(word, path);
    if (score === undefined) return undefined;
    sum += score;
  }
  return sum;
}

function describe(root: string, { path, score }: Scored, words: readonly Word[], scorer: Scorer): FoundFile {
  const matched = new Set(words.flatMap((word) => scorer.positions(word, path)));
  const indices = [...matched].sort((a, b) => a - b);
  return { root, path, file_name: path.slice(path.lastIndexOf('/') + 1), score, indices };
}

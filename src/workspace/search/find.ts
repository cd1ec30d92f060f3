import type { FoundFile } from '../../core/ports/index.js';
import { Pace } from '../../os/pace.js';
import { Best, compareBytes, type Scored } from './best.js';
import type { Folder } from './folder.js';
import type { Searcher } from './listing.js';
import type { Listings } from './listings.js';
import { nameBonus } from './name-bonus.js';
import { lettersOfWords, type Word, wordsOf } from './query.js';
import { Scorer } from './score.js';

/** In each root (C23). */
const MAX_FOUND = 50;
/** Milliseconds between two reports of a live search. */
const REPORT_MS = 100;

export interface FileQuery {
  readonly query: string;
  /** Finds folders too, ranks names first (C752), and reports what is found so far. */
  readonly live: boolean;
  /** As the client named them, and as absolute paths. */
  readonly roots: readonly { readonly named: string; readonly path: string }[];
}

/** Best first; when the searcher stops early, the hits so far. */
export async function find(
  { query, roots, live }: FileQuery,
  listings: Listings,
  searcher: Searcher,
  report: (soFar: FoundFile[]) => void,
): Promise<FoundFile[]> {
  const words = wordsOf(query);
  const scorer = new Scorer();
  const found: FoundFile[] = [];
  let reported = '';
  for (const { named, path } of roots) {
    if (searcher.stopped) break;
    const best = new Best(MAX_FOUND);
    const hits = () => best.all().map((scored) => describe(named, scored, words, scorer));
    const listing = listings.of(path);
    if (!live) await offer(await listing.folders(searcher), { words, scorer, best, live }, searcher);
    else {
      for await (const { folders, last } of listing.pieces(searcher, REPORT_MS)) {
        await offer(folders, { words, scorer, best, live }, searcher);
        if (last || searcher.stopped) break;
        const soFar = sorted([...found, ...hits()]);
        const text = JSON.stringify(soFar.map((hit) => [hit.root, hit.path]));
        if (soFar.length > 0 && text !== reported) report(soFar);
        reported = text;
      }
    }
    found.push(...hits());
  }
  return sorted(found);
}

const sorted = (found: FoundFile[]): FoundFile[] =>
  found.sort((a, b) => b.score - a.score || compareBytes(a.path, b.path));

interface Search {
  readonly words: readonly Word[];
  readonly scorer: Scorer;
  readonly best: Best;
  readonly live: boolean;
}

async function offer(folders: Iterable<Folder>, search: Search, searcher: Searcher): Promise<void> {
  const { words, scorer, best, live } = search;
  const wanted = lettersOfWords(words);
  const pace = new Pace();
  const offerOne = (path: string, isFolder: boolean): void => {
    const score = scoreOf(words, path, scorer);
    if (score === undefined) return;
    best.offer(path, live ? score + nameBonus(words, path, scorer, isFolder) : score, isFolder);
  };
  for (const { files, letters, folders: inside } of folders) {
    for (let i = 0; i < files.length; i++) {
      if (((letters[i] as number) & wanted) !== wanted) continue;
      offerOne(files[i] as string, false);
      if ((i & 127) === 0 && pace.due) await pace.rest();
    }
    if (live) for (const path of inside) offerOne(path, true);
    if (pace.due) await pace.rest();
    if (searcher.stopped) break;
  }
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

function describe(root: string, { path, score, isFolder }: Scored, words: readonly Word[], scorer: Scorer): FoundFile {
  const matched = new Set(words.flatMap((word) => scorer.positions(word, path)));
  const indices = [...matched].sort((a, b) => a - b);
  const found = { root, path, file_name: path.slice(path.lastIndexOf('/') + 1), score, indices };
  return isFolder ? { ...found, isFolder } : found;
}

import type { Word } from './query.js';
import type { Scorer } from './score.js';

/** More than the score of any path. */
const FILE_NAME_MATCHES = 65_536;
const NAME_IS_QUERY = 131_072;

/** What a live search adds to the score of a path because of its last name: nothing for a folder, unless its name is the query. */
export function nameBonus(words: readonly Word[], path: string, scorer: Scorer, isFolder: boolean): number {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!words.every((word) => scorer.score(word, name) !== undefined)) return 0;
  const [word, ...more] = words;
  const isQuery = more.length === 0 && word?.codes.length === [...name].length;
  return (isFolder ? 0 : FILE_NAME_MATCHES) + (isQuery ? NAME_IS_QUERY : 0);
}

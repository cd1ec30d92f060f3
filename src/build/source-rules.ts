import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sourcesIn } from './imports.js';

const FEWEST_LINES = 15;
/** Short files that have a reason to be alone: programs that are started by their path, what two of them share, and a family of handlers. */
const SHORT = new Set([
  'src/build/main.ts',
  'src/emit/main.ts',
  'src/emit/release.ts',
  'src/cli/doctor.ts',
  'src/cli/open-browser.ts',
  'src/api/v1/config.ts',
]);

/** A file with a few lines makes a reader open two files. Such lines belong to the file that uses them. */
export function shortFiles(): string[] {
  return sourcesIn('src')
    .filter((file) => !SHORT.has(file) && lines(file).length < FEWEST_LINES)
    .map((file) => `${file} has fewer than ${FEWEST_LINES} lines: merge it into the file that uses it`);
}

/** Names of files that users have, not this repository. */
const FILES_OF_USERS = new Set(['AGENTS.md', 'SKILL.md']);
/** Standards may be cited by section: `RFC 8628 §3.5`. */
const SECTION_OF_NO_RFC = /(?<!RFC \d+,? )§/;

/** Comments cite what a reader of the repository can open: files that exist, and numbers of docs/compatibility.md. */
export function foreignCitations(): string[] {
  return ['src', 'protocol', 'clients', 'test'].flatMap(sourcesIn).flatMap((file) =>
    commentsOf(readFileSync(file, 'utf8')).flatMap((comment) => {
      const pages = [...comment.matchAll(/[\w./-]+\.md\b/g)].map(([page]) => page);
      const missing = pages.filter((page) => !FILES_OF_USERS.has(page) && !isInRepository(page, file));
      return [
        ...missing.map((page) => `${file} cites ${page}, which is not in the repository`),
        ...(SECTION_OF_NO_RFC.test(comment)
          ? [`${file} cites a section (§) of a foreign page: cite a number of docs/compatibility.md`]
          : []),
      ];
    }),
  );
}

const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

const commentsOf = (source: string) => source.match(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm) ?? [];

const isInRepository = (page: string, citedBy: string) => existsSync(page) || existsSync(join(dirname(citedBy), page));

import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { addRules, type FolderRules, NO_RULES, readFolderRules, sameRules } from './folder-rules.js';
import type { Rules } from './ignore-rules.js';
import { lettersOf } from './query.js';

/** One folder as it was read. Paths are relative to the root, with slashes. */
export interface Folder {
  readonly files: readonly string[];
  /** The letters of each of `files`; see `lettersOf`. */
  readonly letters: Int32Array;
  readonly folders: readonly string[];
  /** Those that hold in its folders. */
  readonly rules: Rules;
  readonly basis: Basis;
}

/** What the reading depended on. */
interface Basis {
  readonly stamp: string;
  /** It had changed shortly before it was read, so its times may not show a later change. */
  readonly young: boolean;
  readonly above: Rules;
  readonly own: FolderRules;
  readonly ruleNames: ReadonlySet<string>;
}

/** The coarsest clock of a file system: FAT counts in steps of two seconds. */
const COARSE_CLOCK_MS = 2000;
const RULE_NAMES = new Set(['.git', '.gitignore', '.ignore']);

/** Reads a folder anew if it or the rules above it have changed since `before`; undefined when it cannot be read. */
export function readFolder(
  root: string,
  path: string,
  above: Rules,
  userRules: string,
  before: Folder | undefined,
): Folder | undefined {
  const full = join(root, path);
  try {
    const stats = lstatSync(full);
    if (!stats.isDirectory()) return undefined;
    const stamp = stampOf(stats);
    if (before?.basis.above === above && !before.basis.young && before.basis.stamp === stamp) {
      const { own, ruleNames } = before.basis;
      if (
        ruleNames.size === 0 ||
        sameRules(
          own,
          readFolderRules(full, (name) => ruleNames.has(name)),
        )
      )
        return before;
    }
    const young = Math.max(stats.ctimeMs, stats.mtimeMs) > Date.now() - COARSE_CLOCK_MS;
    return read(full, path, { stamp, young, above }, userRules, before);
  } catch {
    return undefined; // gone, or not ours to read
  }
}

const stampOf = ({ dev, ino, mtimeMs, ctimeMs }: Stats): string => `${dev} ${ino} ${mtimeMs} ${ctimeMs}`;

function read(
  full: string,
  path: string,
  { stamp, young, above }: Pick<Basis, 'stamp' | 'young' | 'above'>,
  userRules: string,
  before: Folder | undefined,
): Folder {
  const entries = readdirSync(full, { withFileTypes: true });
  const ruleNames = new Set(entries.map(({ name }) => name).filter((name) => RULE_NAMES.has(name)));
  const own = ruleNames.size > 0 ? readFolderRules(full, (name) => ruleNames.has(name)) : NO_RULES;
  const prefix = path === '' ? '' : `${path}/`;
  const kept = before?.basis.above === above && sameRules(before.basis.own, own) ? before.rules : undefined;
  const into = kept ?? (path === '' ? above : above.lookingInto(prefix));
  const rules = kept ?? addRules(into, own, userRules, { prefix: '', cut: prefix.length });
  const files: string[] = [];
  const letters: number[] = [];
  const folders: string[] = [];
  const lettersOfPrefix = lettersOf(prefix);
  for (const entry of entries) {
    const { name } = entry;
    if (name === '.git') continue;
    const inside = prefix + name;
    const isFolder = entry.isDirectory();
    if (rules.ignores(isFolder ? `${inside}/` : inside) || !isReadable(full, name)) continue;
    if (isFolder) folders.push(inside);
    else {
      files.push(inside);
      letters.push(lettersOfPrefix | lettersOf(name));
    }
  }
  return { files, letters: Int32Array.from(letters), folders, rules, basis: { stamp, young, above, own, ruleNames } };
}

/** A name that is not UTF-8 cannot be sent to a client: as text it would name another file. */
function isReadable(folder: string, name: string): boolean {
  return !name.includes('\ufffd') || lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPlain, repositoryExcludes, type UserFolders, userExcludes } from './git-excludes.js';
import { type Place, RuleFile, Rules } from './ignore-rules.js';

/** What the files of one folder say about ignoring. */
export interface FolderRules {
  readonly own: string;
  readonly git: string;
  /** Undefined where no repository begins. */
  readonly repository: string | undefined;
}

export const NO_RULES: FolderRules = { own: '', git: '', repository: undefined };

/** `has`: whether the folder holds a name, from a listing or from the disk. */
export function readFolderRules(folder: string, has: (name: string) => boolean): FolderRules {
  return {
    own: has('.ignore') ? readPlain(join(folder, '.ignore')) : '',
    git: has('.gitignore') ? readPlain(join(folder, '.gitignore')) : '',
    repository: has('.git') ? repositoryExcludes(folder) : undefined,
  };
}

export const sameRules = (a: FolderRules, b: FolderRules): boolean =>
  a.own === b.own && a.git === b.git && a.repository === b.repository;

/** As with git, no `.gitignore` reaches into a repository from outside; an `.ignore` does. */
export function addRules(above: Rules, { own, git, repository }: FolderRules, userRules: string, place: Place): Rules {
  if (own === '' && git === '' && repository === undefined) return above;
  const file = (text: string): RuleFile[] => (text === '' ? [] : [new RuleFile(text, place)]);
  return new Rules(
    [...file(own), ...above.own],
    [...file(git), ...(repository === undefined ? above.git : [])],
    repository === undefined ? above.excludes : [...file(repository), ...file(userRules)],
  );
}

/** The texts from which the rules above a root are made; equal texts make equal rules. */
export interface RulesAbove {
  readonly userRules: string;
  readonly folders: readonly { readonly path: string; readonly rules: FolderRules }[];
}

/** `root` is a real path. */
export function readRulesAbove(root: string, user: UserFolders): RulesAbove {
  const folders: { path: string; rules: FolderRules }[] = [];
  for (let path = dirname(root), below = root; path !== below; below = path, path = dirname(path)) {
    folders.unshift({ path, rules: readFolderRules(path, (name) => name !== '.git' || existsSync(join(path, name))) });
  }
  return { userRules: userExcludes(user), folders };
}

/** A root is looked into although the rules above may ignore it. */
export function makeRulesAbove(root: string, { userRules, folders }: RulesAbove): Rules {
  const everywhere = userRules === '' ? [] : [new RuleFile(userRules, { prefix: '', cut: 0 })];
  return folders.reduce(
    (above, { path, rules }) => {
      const prefix = `${root.slice(path.endsWith('/') ? path.length : path.length + 1)}/`;
      return addRules(above, rules, userRules, { prefix, cut: 0 }).lookingInto('');
    },
    new Rules([], [], everywhere),
  );
}

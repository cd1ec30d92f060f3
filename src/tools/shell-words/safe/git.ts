import { isHarmlessWord, options } from './options.js';

/*
 * What of git may run unasked. Words on the command line are held to the lists below. What git does of itself is another matter: the configuration of a
 * repository can name programs that status, diff, log and show run (a file system monitor, clean filters, textconv and diff drivers, gpg, the transport of a
 * partial clone), and a hostile repository can lie in any folder of an honest one, without `.git`. A list of words cannot prevent that. The sandbox can: known
 * commands run in it too, so such a program can do no more than any other command. So `isKnownSafe` must know when there is no sandbox. Then `plainGit` and
 * `src/tools/shell/guarded-git.ts` are used instead. Pagers are harmless: git starts one for a terminal only.
 */

const DIFF = options(
  `-p -u -s -z -w -b -a -R -W -X -D -M -C -B -U -S -G -I -r -t --patch --no-patch --unified --raw --patch-with-raw
   --patch-with-stat --minimal --patience --histogram --diff-algorithm --anchored --indent-heuristic
   --no-indent-heuristic --stat --stat-width --stat-name-width --stat-graph-width --stat-count --compact-summary
   --numstat --shortstat --dirstat --cumulative --summary --name-only --name-status --color --no-color --color-moved
   --no-color-moved --color-moved-ws --word-diff --word-diff-regex --color-words --no-renames --rename-empty
   --no-rename-empty --check --ws-error-highlight --full-index --binary --abbrev --no-abbrev --break-rewrites
   --find-renames --find-copies --find-copies-harder --irreversible-delete --diff-filter --find-object --pickaxe-all
   --pickaxe-regex --relative --no-relative --text --ignore-cr-at-eol --ignore-space-at-eol --ignore-space-change
   --ignore-all-space --ignore-blank-lines --ignore-matching-lines --inter-hunk-context --function-context --exit-code
   --quiet --no-ext-diff --no-textconv --ignore-submodules --src-prefix --dst-prefix --no-prefix --default-prefix
   --line-prefix --cached --staged --merge-base --no-index --base --ours --theirs -0 -1 -2 -3`,
  /^-U\d+$/,
  /^-[MCB](\d+%?)?(\/\d+%?)?$/,
  /^-l\d+$/,
  /^-[SGI]./s,
);

const LOG = options(
  `${[...DIFF.names].join(' ')} -n -i -E -F -P -L -c -m -g --cc --no-diff-merges --dd --max-count --skip --since --after
   --until --before --author --committer --grep --grep-reflog --all-match --invert-grep --regexp-ignore-case
   --basic-regexp --extended-regexp --fixed-strings --perl-regexp --merges --no-merges --min-parents --max-parents
   --no-min-parents --no-max-parents --first-parent --not --all --branches --tags --remotes --glob --exclude --reflog
   --walk-reflogs --cherry --cherry-mark --cherry-pick --left-only --right-only --left-right --boundary
   --simplify-by-decoration --full-history --dense --sparse --simplify-merges --ancestry-path --show-pulls --topo-order
   --date-order --author-date-order --reverse --no-walk --do-walk --oneline --pretty --format --abbrev-commit
   --no-abbrev-commit --expand-tabs --no-expand-tabs --notes --no-notes --relative-date --date --parents --children
   --graph --no-graph --show-linear-break --follow --decorate --no-decorate --decorate-refs --decorate-refs-exclude
   --clear-decorations --source --mailmap --no-mailmap --use-mailmap --no-use-mailmap --log-size --full-diff`,
  ...DIFF.shapes,
  /^-n?\d+$/,
  /^-L./s,
);

const STATUS = options(
  `--short --branch --show-stash --porcelain --long --verbose --untracked-files --ignore-submodules --ignored --column
   --no-column --ahead-behind --no-ahead-behind --renames --no-renames --find-renames`,
  /^-[sbvz]+$/,
  /^-u(no|normal|all)?$/,
);

/**
 * Those that print branches. `--sort` and `--format` may not have their value in the next word: it would be `--list`
 * that they take.
 */
const BRANCH = options(
  `--list --all --remotes --verbose --show-current --color --no-color --column --no-column --abbrev --no-abbrev
   --ignore-case --contains --no-contains --merged --no-merged --points-at`,
  /^-[arvil]+$/,
  /^--(sort|format)=/,
);
/** With one of these options git only prints; without, a name is a branch to be made. */
const PRINTS_BRANCHES = /^--(list|contains|no-contains|merged|no-merged|points-at)(=|$)/;

/** Signatures in a format make git run the program that the repository names for them. */
const CHECKS_SIGNATURES = /^--(format|pretty)=.*(%[-+ ]*G|%\(.*signature)/s;

/**
 * Judges what is behind `git`. The subcommand must come first: `-c`, `-C`, `--exec-path` and their like change what it
 * runs, or where.
 */
export function isHarmlessGit([subcommand, ...words]: readonly string[]): boolean {
  if (words.some((word) => CHECKS_SIGNATURES.test(word))) return false;
  switch (subcommand) {
    case 'diff':
      return words.every((word) => isHarmlessWord(word, DIFF));
    case 'log':
    case 'show':
      return words.every((word) => isHarmlessWord(word, LOG));
    case 'status':
      return words.every((word) => isHarmlessWord(word, STATUS));
    case 'branch':
      return (
        words.every((word) => isHarmlessWord(word, BRANCH)) &&
        (words.every((word) => word.startsWith('-')) || words.some((word) => PRINTS_BRANCHES.test(word)))
      );
    default:
      return false;
  }
}

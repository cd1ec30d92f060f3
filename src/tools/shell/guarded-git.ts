import { type GitSetting, gitConfigVariables, readGitConfig } from '../../process/git-config.js';
import type { CommandRequest, CommandRunner } from './command-runner.js';

export interface GuardedGit {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type Surroundings = Pick<CommandRequest, 'cwd' | 'policy' | 'workspace' | 'environment' | 'timeoutMs' | 'signal'>;

/**
 * A plain git command in a form in which it runs no program that a repository names, for where there is no sandbox to keep such a program in; undefined when
 * git here cannot be kept from that. `SETTINGS`, `VARIABLES` and `options` hold everything that is fixed. The names of content filters differ for each
 * repository, so its configuration is read first. A filter that is added after that is not seen, but only a program that runs already could add it.
 */
export async function guardGit(
  words: readonly string[],
  runner: CommandRunner,
  surroundings: Surroundings,
): Promise<GuardedGit | undefined> {
  const git = (args: readonly string[]): Promise<string | undefined> =>
    output(runner, { ...surroundings, argv: ['git', '--no-pager', ...args], env: environment(SETTINGS) });
  const listing = await git(['config', '--list', '--show-scope', '--null']);
  // Names that are no UTF-8 could not be named again.
  if (listing === undefined || listing.includes('\uFFFD')) return undefined;
  const entries = readGitConfig(listing);
  if (!isInForce(SETTINGS, entries) || entries.some(({ key }) => key === 'core.worktree')) return undefined;
  if (READS_FILES.has(words[0] ?? '') && !(await hasPlainFiles(entries, git))) return undefined;
  const settings = [...SETTINGS, ...offSwitches(entries)];
  if (settings.length > MAX_SETTINGS) return undefined;
  return { argv: ['git', '--no-pager', ...options(words)], env: environment(settings) };
}

type Setting = readonly [key: string, value: string];

const SETTINGS: readonly Setting[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.askPass', 'true'],
  ['core.alternateRefsCommand', 'true'],
  ['credential.helper', ''],
  ['diff.autoRefreshIndex', 'false'],
  ['diff.submodule', 'short'],
  ['status.submoduleSummary', 'false'],
  ['submodule.recurse', 'false'],
  ['log.showSignature', 'false'],
  // The other forms of a merge may run the merge drivers.
  ['log.diffMerges', 'separate'],
  // Formats that the configuration names may ask for signatures.
  ['gpg.program', '/dev/null'],
  ['gpg.openpgp.program', '/dev/null'],
  ['gpg.x509.program', '/dev/null'],
  ['gpg.ssh.program', '/dev/null'],
];

/** What a partial clone lacks is not fetched: no transport is allowed. */
const VARIABLES = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_CONFIG_PARAMETERS: '',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
};

/** More than this many would be too long for an environment. */
const MAX_SETTINGS = 500;
const READS_FILES = new Set(['status', 'diff']);
const SHOWS_PATCHES = new Set(['diff', 'log', 'show']);

function options([subcommand = '', ...words]: readonly string[]): readonly string[] {
  return SHOWS_PATCHES.has(subcommand)
    ? [subcommand, '--no-ext-diff', '--no-textconv', ...words]
    : [subcommand, ...words];
}

function environment(settings: readonly Setting[]): Record<string, string> {
  return { ...VARIABLES, ...gitConfigVariables(settings) };
}

/** Whether git has used the settings of its environment, after all others. Before 2.31, git reads no settings there. */
function isInForce(settings: readonly Setting[], entries: readonly GitSetting[]): boolean {
  const last = entries.slice(-settings.length);
  return (
    last.length === settings.length &&
    settings.every(([key, value], index) => {
      const entry = last[index];
      return entry?.scope === 'command' && entry.key === key.toLowerCase() && entry.value === value;
    })
  );
}

const FILTER = /^filter\.(.*)\.(clean|smudge|process|required)$/s;
const HOOK = /^hook\.(.*)\.\w+$/s;

function offSwitches(entries: readonly GitSetting[]): Setting[] {
  const filters = namesIn(entries, FILTER);
  const hooks = namesIn(entries, HOOK);
  return [
    ...filters.flatMap((name): Setting[] => [
      [`filter.${name}.clean`, ''],
      [`filter.${name}.smudge`, ''],
      [`filter.${name}.process`, ''],
      [`filter.${name}.required`, 'false'],
    ]),
    ...hooks.map((name): Setting => [`hook.${name}.enabled`, 'false']),
  ];
}

function namesIn(entries: readonly GitSetting[], pattern: RegExp): string[] {
  return [...new Set(entries.flatMap(({ key }) => pattern.exec(key)?.[1] ?? []))];
}

/**
 * Whether the files can be compared without more programs: git starts itself in submodules, under their own configurations; and without the
 * filters of the user's configuration (Git LFS, mostly) it would report changes that are none.
 */
async function hasPlainFiles(
  entries: readonly GitSetting[],
  git: (args: readonly string[]) => Promise<string | undefined>,
): Promise<boolean> {
  const files = await git(['ls-files', '--stage', '-z', '--', ':/']);
  if (files === undefined || files.split('\0').some((line) => line.startsWith(SUBMODULE))) return false;
  const own = entries.filter(({ scope, value }) => scope !== 'local' && scope !== 'worktree' && value !== '');
  for (const name of namesIn(own, FILTER)) {
    if (!/^[\w-]+$/.test(name)) return false;
    if ((await git(['ls-files', '-z', '--', `:(top,attr:filter=${name})`])) !== '') return false;
  }
  return true;
}

const SUBMODULE = '160000 ';

const MAX_BYTES = 16 * 1024 * 1024;

/** The output of git; undefined when git fails, or writes too much. */
async function output(
  runner: CommandRunner,
  request: Omit<CommandRequest, 'sandboxed' | 'onOutput'>,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  const result = await runner.run({
    ...request,
    sandboxed: false,
    onOutput(stream, chunk) {
      if (stream !== 'stdout') return;
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
    },
  });
  if (result.kind !== 'exited' || result.exitCode !== 0 || size > MAX_BYTES) return undefined;
  return Buffer.concat(chunks).toString('utf8');
}

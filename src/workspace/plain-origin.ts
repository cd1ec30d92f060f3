import { existsSync, lstatSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { readRegularFileSync } from '../os/open-regular-file.js';
import { processOwner } from '../os/process-start.js';

/*
 * The address of `origin`, read from the files of git. A start of git takes a fifth of the time from the launch of a server to its first conversation. So git
 * is asked only when its files have anything that could lead to another answer than the one found here.
 */

export interface Asked {
  readonly cwd: string;
  readonly dotGit: string;
  /** Files with settings of the system and of the user. */
  readonly outer: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Undefined when git must be asked. */
export function plainOrigin({ cwd, dotGit, outer, env }: Asked): { readonly origin: string | undefined } | undefined {
  try {
    if (!readsEtc(env) || !isUsersOwn(cwd, dotGit) || !isComplete(dotGit)) return undefined;
    if (outer.some((path) => CHANGES_ADDRESSES.test(textAt(path)))) return undefined;
    return originIn(textAt(join(dotGit, 'config')));
  } catch {
    return undefined;
  }
}

const GIT = '/usr/bin/git';
/** Variables that change which files git reads. */
const DECIDING = [
  'GIT_CEILING_DIRECTORIES',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
];

/** Whether the git that would run has the settings of its system in `/etc/gitconfig`. Builds for other places have them elsewhere. */
function readsEtc(env: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux' || DECIDING.some((name) => env[name] !== undefined)) return false;
  const first = (env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, 'git')));
  return first !== undefined && join(first, 'git') === GIT && lstatSync(GIT).isFile();
}

/** Git refuses the repository of another user, and looks for none on another file system. A `.git` that is a file or a link names another folder. */
function isUsersOwn(cwd: string, dotGit: string): boolean {
  const [git, folder] = [lstatSync(dotGit), lstatSync(dirname(dotGit))];
  const owner = processOwner();
  if (!git.isDirectory() || git.uid !== owner || folder.uid !== owner) return false;
  return git.dev === folder.dev && statSync(cwd).dev === folder.dev;
}

/** Otherwise it is no repository for git. Other files name remotes too: old ones of git, and settings of one worktree. */
function isComplete(dotGit: string): boolean {
  const has = (name: string): boolean => existsSync(join(dotGit, name));
  if (!has('objects') || !has('refs') || !/^(ref: refs\/|[0-9a-f]{40})/.test(textAt(join(dotGit, 'HEAD'))))
    return false;
  return !['commondir', 'config.worktree', 'remotes/origin', 'branches/origin'].some(has);
}

/** Sections that name further files, change addresses, or have remotes; those that git may not know. */
const CHANGES_ADDRESSES = /\[\s*(include|url|remote|extensions)/i;
const MAX_BYTES = 1024 * 1024;

function textAt(path: string): string {
  try {
    return readRegularFileSync(path, { maxBytes: MAX_BYTES }).toString('utf8');
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw e;
  }
}

const EMPTY = /^\s*([#;].*)?$/;
const SECTION = /^\[([\w-]+)(?: "([^"\\]*)")?\]\s*$/;
const KEY = /^[a-z][\w-]*$/i;
/** Quotes, escapes and comments are left to git. */
const PLAIN_VALUE = /^[!-~]+$/;
const SPECIAL = /["\\#;]/;

/** Undefined when the text has anything but the plain lines that git itself writes. */
function originIn(text: string): { readonly origin: string | undefined } | undefined {
  let section = '';
  const urls: string[] = [];
  let hasOrigin = false;
  for (const line of text.split(/\r?\n/)) {
    if (EMPTY.test(line)) continue;
    const [, name, sub] = SECTION.exec(line) ?? [];
    if (name !== undefined) {
      section = sub === undefined ? name.toLowerCase() : `${name.toLowerCase()} ${sub}`;
      if (/^(include|includeif|url|extensions)\b/.test(section)) return undefined;
      hasOrigin ||= section === 'remote origin';
      continue;
    }
    const { key, value } = settingIn(line);
    if (!KEY.test(key) || value.endsWith('\\')) return undefined;
    if (section === 'core' && key === 'repositoryformatversion' && value !== '0') return undefined;
    if (section === 'remote origin' && key === 'url') urls.push(value);
  }
  const [url = ''] = urls;
  if (!hasOrigin) return { origin: undefined };
  return urls.length === 1 && PLAIN_VALUE.test(url) && !SPECIAL.test(url) ? { origin: url } : undefined;
}

function settingIn(line: string): { readonly key: string; readonly value: string } {
  const at = line.indexOf('=');
  const [key, value] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
  return { key: key.trim().toLowerCase(), value: value.trim() };
}

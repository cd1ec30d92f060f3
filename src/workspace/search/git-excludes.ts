import { join, resolve } from 'node:path';
import { readRegularFileSync } from '../../os/open-regular-file.js';

/** Where the user's own settings of git are. */
export interface UserFolders {
  readonly home: string;
  /** `$XDG_CONFIG_HOME`. */
  readonly config: string;
}

/** Longer files are not rules that a user wrote. */
const MAX_BYTES = 1024 * 1024;

/** A file of rules or settings; empty when it is not there, cannot be read or is no plain file. */
export function readPlain(path: string): string {
  try {
    return readRegularFileSync(path, { maxBytes: MAX_BYTES }).toString('utf8');
  } catch {
    return '';
  }
}

/** The files that the user never wants to see: `core.excludesFile`, or `git/ignore` of the folder for settings. */
export function userExcludes({ home, config }: UserFolders): string {
  const named = [join(config, 'git', 'config'), join(home, '.gitconfig')].flatMap(excludesFilesIn).at(-1);
  if (named === undefined) return readPlain(join(config, 'git', 'ignore'));
  return named === '' ? '' : readPlain(resolve(home, named.replace(/^~\//, '')));
}

function excludesFilesIn(path: string): string[] {
  let inCore = false;
  return readPlain(path)
    .split(/\r?\n/)
    .flatMap((line) => {
      const header = /^\s*\[([^\]]*)\]/.exec(line);
      if (header) inCore = header[1]?.trim().toLowerCase() === 'core';
      const setting = /^\s*excludesfile\s*=(.*)$/i.exec(line.slice(header?.[0].length ?? 0));
      return inCore && setting ? [unquoted(setting[1] ?? '')] : [];
    });
}

function unquoted(value: string): string {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"/.exec(value);
  if (quoted) return (quoted[1] ?? '').replace(/\\(.)/g, '$1');
  return value.replace(/[#;].*$/, '').trim();
}

/** Rules for this copy of the repository at `folder` alone: `info/exclude`, which all worktrees share. */
export function repositoryExcludes(folder: string): string {
  const git = join(folder, '.git');
  const linked = /^gitdir: (.+)/.exec(readPlain(git))?.[1];
  if (linked === undefined) return readPlain(join(git, 'info', 'exclude'));
  const own = resolve(folder, linked);
  const common = readPlain(join(own, 'commondir')).trim();
  return readPlain(join(resolve(own, common), 'info', 'exclude'));
}

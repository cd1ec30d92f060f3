import { gitConfigVariables, readGitConfig } from '../process/git-config.js';
import type { Git } from './git.js';

/**
 * The same git without the content filters that the repository's own configuration names: `git diff` would run them, and a repository must not choose programs.
 * Those of the user's configuration stay (Git LFS, mostly).
 */
export async function withoutForeignFilters(git: Git): Promise<Git> {
  const listing = await git.bytes(['config', '--list', '--show-scope', '--null']);
  const settings = overrides(listing.toString('utf8'));
  return git.with({ more: gitConfigVariables(settings, Number(git.env.GIT_CONFIG_COUNT ?? 0)) });
}

/** Each key that the repository sets, with what it would be without the repository. */
function overrides(listing: string): Map<string, string> {
  const own = new Map<string, string>();
  const foreign = new Set<string>();
  for (const { scope, key, value } of readGitConfig(listing)) {
    if (!key.startsWith('filter.')) continue;
    if (scope === 'local' || scope === 'worktree') foreign.add(key);
    else own.set(key, value);
  }
  return new Map([...foreign].map((key) => [key, own.get(key) ?? (key.endsWith('.required') ? 'false' : '')]));
}

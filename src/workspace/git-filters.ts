import type { Git } from './git.js';

/**
 * The same git without the content filters that the repository's own configuration names: `git diff` would run them, and a repository is not to
 * be trusted with programs. Those of the user's configuration stay (Git LFS, mostly).
 */
export async function withoutForeignFilters(git: Git): Promise<Git> {
  const listing = await git.bytes(['config', '--list', '--show-scope', '--null']);
  return git.with({ more: asEnvironment(overrides(listing.toString('utf8')), git.env) });
}

/** Each key that the repository sets, with what it would be without the repository. */
function overrides(listing: string): Map<string, string> {
  const fields = listing.split('\0').slice(0, -1);
  const own = new Map<string, string>();
  const foreign = new Set<string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, entry = ''] = [fields[at], fields[at + 1]];
    const end = entry.indexOf('\n');
    const [key, value] = end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
    if (!key.startsWith('filter.')) continue;
    if (scope === 'local' || scope === 'worktree') foreign.add(key);
    else own.set(key, value);
  }
  return new Map([...foreign].map((key) => [key, own.get(key) ?? (key.endsWith('.required') ? 'false' : '')]));
}

/** As `GIT_CONFIG_KEY_<n>`: on the command line, a name with `=` in it could not be set. */
function asEnvironment(settings: Map<string, string>, env: NodeJS.ProcessEnv): Record<string, string> {
  const first = Number(env.GIT_CONFIG_COUNT ?? 0);
  const pairs = [...settings].flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(first + settings.size), ...Object.fromEntries(pairs) };
}

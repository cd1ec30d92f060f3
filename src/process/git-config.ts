export interface GitSetting {
  /** The scope in which it is set: `system`, `global`, `local`, `worktree` or `command`. */
  readonly scope: string;
  readonly key: string;
  readonly value: string;
}

/** Reads the output of `git config --list --show-scope --null`, in the order of git: the last value counts. */
export function readGitConfig(listing: string): GitSetting[] {
  const fields = listing.split('\0').slice(0, -1);
  const settings: GitSetting[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope = '', entry = ''] = [fields[at], fields[at + 1]];
    const end = entry.indexOf('\n');
    settings.push({
      scope,
      key: end < 0 ? entry : entry.slice(0, end),
      value: end < 0 ? 'true' : entry.slice(end + 1),
    });
  }
  return settings;
}

/** Settings as variables that git 2.31 and later read after all files. On the command line, a name with `=` in it could not be set. */
export function gitConfigVariables(
  settings: Iterable<readonly [key: string, value: string]>,
  first = 0,
): Record<string, string> {
  const pairs = [...settings];
  const variables = pairs.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(first + pairs.length), ...Object.fromEntries(variables) };
}

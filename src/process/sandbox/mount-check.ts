/**
 * Bubblewrap mounts by name and then compares what has that name with the handle. A program that swaps a folder for a link and back in between moves the
 * mount to where the link led, unseen (C224). So the command begins only when each mount is at its own path.
 */
const CHECK = `
wanted=$1; shift; points='|'
while read -r a b c d point rest; do points="$points$point|"; done </proc/self/mountinfo
while [ "$wanted" -gt 0 ]; do
  case "$points" in *"|$1|"*) ;; *) echo "a folder was replaced while the command was being started" >&2; exit 126 ;; esac
  shift; wanted=$((wanted - 1))
done
exec "$@"`;

/** The command for the sandbox, which first checks where the mounts are. The paths are real. */
export const checkedArgv = (paths: readonly string[], argv: readonly string[]): readonly string[] =>
  paths.length === 0 ? argv : ['/bin/sh', '-c', CHECK, 'sh', String(paths.length), ...paths.map(asListed), ...argv];

/** How `/proc/self/mountinfo` shows a path. */
const asListed = (path: string): string =>
  path.replace(/[ \t\n\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

import type { EnvironmentPolicy } from '../../core/ports/index.js';

const CORE = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'USER', 'USERNAME', 'TMPDIR', 'TEMP', 'TMP'];
/** With these variables, git would use the repository of the server in every folder. */
const OF_A_REPOSITORY = new Set(
  `GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_DIR GIT_GRAFT_FILE
   GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INTERNAL_SUPER_PREFIX GIT_NAMESPACE GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY
   GIT_PREFIX GIT_QUARANTINE_PATH GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE`.split(/\s+/),
);
const isOfARepository = (name: string): boolean =>
  OF_A_REPOSITORY.has(name.toUpperCase()) || /^GIT_CONFIG_(KEY|VALUE)_/i.test(name);

const SECRETS = ['*KEY*', '*SECRET*', '*TOKEN*'];

/** The environment of a command: inherit, drop what looks like a secret, exclude, set, include (C88). */
export function commandEnvironment(policy: EnvironmentPolicy, env: NodeJS.ProcessEnv): Record<string, string> {
  const inherited = Object.entries(env).filter((entry): entry is [string, string] => {
    if (entry[1] === undefined || policy.inherit === 'none' || isOfARepository(entry[0])) return false;
    return policy.inherit === 'all' || CORE.includes(entry[0].toUpperCase());
  });
  const dropped = [...(policy.ignoreDefaultExcludes ? [] : SECRETS), ...policy.exclude].map(glob);
  const kept = inherited.filter(([name]) => !dropped.some((pattern) => pattern.test(name)));
  const all = [...kept, ...Object.entries(policy.set)];
  const only = policy.includeOnly.map(glob);
  return Object.fromEntries(
    only.length === 0 ? all : all.filter(([name]) => only.some((pattern) => pattern.test(name))),
  );
}

/** `*` and `?`; case does not matter. */
function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is');
}

import type { EnvironmentPolicy } from '../../core/ports/index.js';

const CORE = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'USER', 'USERNAME', 'TMPDIR', 'TEMP', 'TMP'];
const SECRETS = ['*KEY*', '*SECRET*', '*TOKEN*'];

/** The environment of a command: inherit, drop what looks like a secret, exclude, set, include (C88). */
export function commandEnvironment(policy: EnvironmentPolicy, env: NodeJS.ProcessEnv): Record<string, string> {
  const inherited = Object.entries(env).filter((entry): entry is [string, string] => {
    if (entry[1] === undefined || policy.inherit === 'none') return false;
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

/** `*` and `?`, whatever the case. */
function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is');
}

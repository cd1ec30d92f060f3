import type { Finding } from '../core/ports/index.js';
import { ConfigError, type Place } from './config-error.js';
import type { LoadedConfig } from './config-file.js';
import type { Override } from './overrides.js';
import { placeOf } from './toml-outline.js';
import type { UnknownKey } from './unknown-keys.js';

/** Runs an action. Its error gets the place in the file, unless an override sets that key. */
export function located<T>(loaded: LoadedConfig, above: readonly Override[], action: () => T): T {
  try {
    return action();
  } catch (e) {
    if (!(e instanceof ConfigError) || e.place || !e.keys) throw e;
    const place = placeIn(loaded, above, e.keys);
    if (!place) throw e;
    const { path, line, column } = place;
    throw new ConfigError(`${e.message} at line ${line}, column ${column} of ${path}`, { keys: e.keys, place });
  }
}

/** A finding about a key that nothing reads. */
export function findingOf(unknown: UnknownKey, loaded: LoadedConfig, above: readonly Override[]): Finding {
  const { keys, hint } = unknown;
  const key = keys.join('.');
  const place = placeIn(loaded, above, keys);
  const where = place ? ` (line ${place.line} of ${place.path})` : '';
  const message = `The setting \`${key}\` is not known and has no effect${where}${hint ? `; ${hint}` : '.'}`;
  return { about: `setting ${key}`, message };
}

function placeIn(
  { text, path }: LoadedConfig,
  above: readonly Override[],
  keys: readonly PropertyKey[],
): Place | undefined {
  if (above.some((override) => override.path.every((key, i) => key === keys[i]))) return undefined;
  const place = placeOf(text, keys);
  return place && { path, ...place };
}

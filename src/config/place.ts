import type { Finding } from '../core/ports/index.js';
import { ConfigError, type Place } from './config-error.js';
import type { LoadedConfig } from './config-file.js';
import type { Override } from './overrides.js';
import { placeOf } from './toml-outline.js';
import type { UnknownSetting } from './unknown-settings.js';

/** Runs an action. Its error gets the place in the file, unless an override sets that key. */
export function located<T>(loaded: LoadedConfig, above: readonly Override[], action: () => T): T {
  try {
    return action();
  } catch (e) {
    throw e instanceof ConfigError ? withPlace(e, loaded, above) : e;
  }
}

export function withPlace(e: ConfigError, loaded: LoadedConfig, above: readonly Override[]): ConfigError {
  const place = e.place || !e.keys ? undefined : placeIn(loaded, above, e.keys);
  if (!place) return e;
  const { path, line, column } = place;
  return new ConfigError(`${e.message} at line ${line}, column ${column} of ${path}`, { keys: e.keys, place });
}

/** Further settings are only counted. */
const MAX_NAMED = 10;

/** One warning about all settings that have no effect (C291). Those that look misspelt come first. */
export function unknownFindings(
  unknown: readonly UnknownSetting[],
  loaded: LoadedConfig,
  above: readonly Override[],
): Finding[] {
  if (unknown.length === 0) return [];
  const sorted = [...unknown.filter(({ hint }) => hint), ...unknown.filter(({ hint }) => !hint)];
  const places = sorted.map(({ keys }) => placeIn(loaded, above, keys));
  const file = places.some((place) => place) ? ` of ${loaded.path}` : '';
  const named = sorted.slice(0, MAX_NAMED).map(({ keys, isValue, hint }, i) => {
    const name = `${isValue ? 'the value of ' : ''}\`${keys.join('.')}\``;
    const notes = [places[i] && `line ${places[i].line}`, hint].filter((note) => note !== undefined);
    return notes.length === 0 ? name : `${name} (${notes.join('; ')})`;
  });
  const more = sorted.length > MAX_NAMED ? ` and ${sorted.length - MAX_NAMED} more` : '';
  const count = sorted.length === 1 ? '1 setting' : `${sorted.length} settings`;
  const verb = sorted.length === 1 ? 'is not known and has no effect' : 'are not known and have no effect';
  const about = sorted.map(({ keys }) => keys.join('.')).sort();
  return [{ about: `settings ${about.join(' ')}`, message: `${count}${file} ${verb}: ${named.join(', ')}${more}.` }];
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

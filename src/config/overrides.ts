import { ConfigError } from './config-error.js';
import { isTable, parseValue, type TomlTable } from './toml.js';

export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Reads `key=value` of `-c`; the key is split at dots. */
export function parseOverride(text: string): Override {
  const at = text.indexOf('=');
  if (at < 0) throw new ConfigError(`Invalid override (missing '='): ${text}`);
  const key = text.slice(0, at).trim();
  if (key === '') throw new ConfigError(`Empty key in override: ${text}`);
  return { path: splitKey(key), value: parseValue(text.slice(at + 1).trim()) };
}

/**
 * The `config` object of a request: dotted keys to JSON values, in the order given, so that of two that overlap the later wins. `null` means
 * "not given" (C53).
 */
export function overridesFrom(config: Record<string, unknown>): Override[] {
  return Object.entries(config).flatMap(([key, value]) => (value === null ? [] : [{ path: splitKey(key), value }]));
}

/** A copy of the tree with the overrides applied; what is in the way of a path is replaced. */
export function applyOverrides(tree: TomlTable, overrides: readonly Override[]): TomlTable {
  return overrides.reduce((result, { path, value }) => set(result, path, value), tree);
}

function set(tree: TomlTable, [key, ...rest]: readonly string[], value: unknown): TomlTable {
  if (key === undefined) return tree;
  // Object.hasOwn and defineProperty keep a key such as `__proto__` a key.
  const below = Object.hasOwn(tree, key) && isTable(tree[key]) ? tree[key] : {};
  return Object.defineProperty({ ...tree }, key, {
    value: rest.length === 0 ? value : set(below, rest, value),
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

const splitKey = (key: string): string[] => key.split('.').map((part) => part.trim());

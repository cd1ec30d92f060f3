import { ConfigError } from './config-error.js';
import { isTable, parseValue, type TomlTable } from './toml.js';

export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Reads `key=value` of `-c`; the key is split at dots that no quotes enclose. */
export function parseOverride(text: string): Override {
  const at = KEY.exec(text)?.[0].length ?? 0;
  if (text[at] !== '=') throw new ConfigError(`Invalid override (missing '='): ${text}`);
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

/** A copy of the tree with the overrides applied; a value that is not a table but has keys below it is replaced. */
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

/** A part of a key: bare, or in quotes as in TOML. */
const PART = /"(?:[^"\\]|\\.)*"|'[^']*'|[^.]/gs;
const KEY = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^=])*/s;

/** The parts between the dots that no quotes enclose. */
export function splitKey(key: string): string[] {
  const parts: string[] = [''];
  let end = 0;
  for (const { 0: piece, index } of key.matchAll(PART)) {
    // A dot lies between.
    for (; end < index; end++) parts.push('');
    parts.push((parts.pop() ?? '') + piece);
    end = index + piece.length;
  }
  for (; end < key.length; end++) parts.push('');
  return parts.map((part) => unquoted(part.trim()));
}

function unquoted(part: string): string {
  if (/^'[^']*'$/.test(part)) return part.slice(1, -1);
  return /^"(?:[^"\\]|\\.)*"$/s.test(part) ? String(parseValue(part)) : part;
}

import { createHash } from 'node:crypto';
import type { ConfigDescription, ConfigLayer, JsonTable } from '../core/ports/index.js';
import type { LoadedConfig } from './config-file.js';
import { applyOverrides, type Override } from './overrides.js';
import { isTable, type TomlTable } from './toml.js';

/** 0.171 reads this file; here it has no effect. */
const SYSTEM_FILE = '/etc/codex/config.toml';

/** The merged values of the file and `-c`, and those of each of them. */
export function describeConfig(loaded: LoadedConfig, overrides: readonly Override[]): ConfigDescription {
  const flags = layer({ type: 'sessionFlags' }, applyOverrides({}, overrides));
  const user = layer({ type: 'user', file: loaded.path }, loaded.tree);
  const system = { ...layer({ type: 'system', file: SYSTEM_FILE }, {}), disabledReason: 'Turnwire does not read it.' };
  const layers = [...(overrides.length > 0 ? [flags] : []), user, system];
  const config = jsonTable(applyOverrides(loaded.tree, overrides));
  return { config: withProfile(config), origins: originsOf(config, layers), layers };
}

function layer(source: ConfigLayer['source'], tree: TomlTable): ConfigLayer {
  return { source, config: jsonTable(tree), version: versionOf(tree), disabledReason: null };
}

/** Of the content: comments and order do not count. */
export function versionOf(tree: TomlTable): string {
  const text = JSON.stringify(sorted(jsonTable(tree)));
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The profile in force counts before the top level. */
function withProfile(config: JsonTable): JsonTable {
  const { profile, profiles } = config;
  const inForce =
    isTable(profiles) && typeof profile === 'string' && Object.hasOwn(profiles, profile) ? profiles[profile] : {};
  return { ...config, ...(isTable(inForce) ? inForce : {}) };
}

/** The strongest layer that sets each value, by dotted key. */
function originsOf(config: JsonTable, layers: readonly ConfigLayer[]): [string, ConfigLayer][] {
  return leavesOf(config, []).flatMap((path): [string, ConfigLayer][] => {
    const origin = layers.find((one) => isSet(one.config, path));
    return origin ? [[path.join('.'), origin]] : [];
  });
}

function leavesOf(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function isSet(value: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return isSet((value as Record<string, unknown>)[key], rest);
}

const jsonTable = (tree: TomlTable): JsonTable => json(tree) as JsonTable;

/** TOML has dates, and numbers that JSON has not. */
function json(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(json);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, json(inner)]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isTable(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

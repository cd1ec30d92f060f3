import { AppError } from '../../protocol/errors.js';
import type { ConfigEdit } from '../core/ports/index.js';
import { readConfig } from './checked.js';
import { ConfigError } from './config-error.js';
import { versionOf } from './layers.js';
import { splitKey } from './overrides.js';
import { isTable, parseToml, type TomlTable } from './toml.js';
import { editToml } from './toml-edit.js';

/** The text of the file with the edits, all or none. Throws `AppError` `config_conflict` or `config_invalid`. */
export function withEdits(
  text: string,
  edits: readonly ConfigEdit[],
  expectedVersion: string | undefined,
  path: string,
): string {
  const before = parseToml(text, path);
  if (expectedVersion !== undefined && expectedVersion !== versionOf(before)) throw conflict();
  try {
    const after = edits.reduce((edited, edit) => withEdit(edited, edit, path), text);
    checkNoNewFault(before, parseToml(after, path));
    return after;
  } catch (e) {
    if (!(e instanceof ConfigError)) throw e;
    throw invalid(e.message, e.data);
  }
}

/** The tables that the edit names are made; other keys of them stay when it is an `upsert`. */
function withEdit(text: string, { keyPath, value, merge }: ConfigEdit, path: string): string {
  const keys = splitKey(keyPath);
  const key = keys.at(-1);
  if (key === undefined || keys.some((part) => part === '')) throw invalid('keyPath must not be empty', {});
  const table = keys.slice(0, -1);
  if (!isTable(value)) return editToml(text, { table, key, value: written(value, keys), wholeTable: true }, path);
  const now = valueAt(parseToml(text, path), keys);
  if (!isTable(now) || Object.keys(value).length === 0)
    return merge === 'upsert' && isTable(now)
      ? text
      : editToml(text, { table, key, value: written(value, keys), wholeTable: true }, path);
  const gone = merge === 'replace' ? Object.keys(now).filter((name) => !Object.hasOwn(value, name)) : [];
  const without = gone.reduce(
    (rest, name) => editToml(rest, { table: keys, key: name, value: undefined, wholeTable: true }, path),
    text,
  );
  const after = Object.entries(value).reduce(
    (rest, [name, inner]) =>
      withEdit(rest, { keyPath: [...keys, name].map(quoted).join('.'), value: inner, merge }, path),
    without,
  );
  // A table without a header is removed together with its keys, but the edit asks for an empty table.
  return isTable(valueAt(parseToml(after, path), keys)) ? after : editToml(after, { table, key, value: {} }, path);
}

/** TOML has no null. Null removes a key, and cannot be an element of a list. */
function written(value: unknown, keys: readonly string[]): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    if (value.includes(null)) throw invalid(`null is no value of a list in \`${keys.join('.')}\``, {});
    return value.map((item) => written(item, keys));
  }
  if (!isTable(value)) return value;
  const pairs = Object.entries(value).map(([key, inner]) => [key, written(inner, [...keys, key])] as const);
  return Object.fromEntries(pairs.filter(([, inner]) => inner !== undefined));
}

/** A part that had an error before the edit may stay as it is. */
function checkNoNewFault(before: TomlTable, after: TomlTable): void {
  const known = new Set(faultsOf(before));
  const fault = readConfig(after).faults.find(({ reason }) => !known.has(reason));
  if (fault) throw fault.error;
}

function faultsOf(tree: TomlTable): string[] {
  try {
    return readConfig(tree).faults.map(({ reason }) => reason);
  } catch (e) {
    if (!(e instanceof ConfigError)) throw e;
    return [];
  }
}

function valueAt(tree: TomlTable, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined), tree);
}

const quoted = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

function conflict(): AppError {
  const message = 'Configuration was modified since last read. Fetch latest version and retry.';
  return new AppError('config_conflict', message, { config_write_error_code: 'configVersionConflict' });
}

const invalid = (reason: string, data: object): AppError =>
  new AppError('config_invalid', reason.startsWith('keyPath') ? reason : `Invalid configuration: ${reason}`, {
    reason,
    ...data,
    config_write_error_code: 'configValidationError',
  });

export const readOnly = (path: string): AppError =>
  new AppError('config_read_only', 'Only writes to the user config are allowed', {
    path,
    config_write_error_code: 'configLayerReadonly',
  });

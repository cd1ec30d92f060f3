import { parse, TomlError } from 'smol-toml';
import { ConfigError } from './config-error.js';

export type TomlTable = { [key: string]: unknown };

/** Integers that JavaScript cannot hold stay exact, so that a file with such a number under a key of another program can be used. */
const EXACT = { integersAsBigInt: 'asNeeded' } as const;

/** A document as a tree. Throws `ConfigError` with line and column. */
export function parseToml(text: string, path: string): TomlTable {
  try {
    return parse(text, EXACT) as TomlTable;
  } catch (e) {
    if (!(e instanceof TomlError)) throw e;
    const { line, column } = e;
    // The first line alone: the others quote the file, which may hold a key.
    const [reason] = e.message.replace(/^Invalid TOML document: /, '').split('\n', 1);
    throw new ConfigError(`TOML parse error at line ${line}, column ${column} of ${path}: ${reason}`, {
      place: { path, line, column },
    });
  }
}

/** The value after `-c key=`: TOML where it is that, else the text itself without surrounding quotes (C20). */
export function parseValue(text: string): unknown {
  try {
    return (parse(`value = ${text}`, EXACT) as { value: unknown }).value;
  } catch {
    return text.replace(/^(["'])(.*)\1$/, '$2');
  }
}

export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

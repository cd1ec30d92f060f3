import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { ConfigError } from './config-error.js';

export type TomlTable = { [key: string]: unknown };

export const configPath = (home: string): string => join(home, 'config.toml');

/** The file as a tree; empty when it does not exist. Throws `ConfigError` with line and column. */
export function readConfigFile(home: string): TomlTable {
  const path = configPath(home);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError(`${path}: ${(e as Error).message}`);
  }
  try {
    return parse(text) as TomlTable;
  } catch (e) {
    if (!(e instanceof TomlError)) throw e;
    throw new ConfigError(
      `TOML parse error at line ${e.line}, column ${e.column} of ${path}: ${e.message.replace(/\n+$/, '')}`,
    );
  }
}

/** The value after `-c key=`: TOML where it is that, else the text itself without surrounding quotes (v1-protocol §17.4). */
export function parseValue(text: string): unknown {
  try {
    return (parse(`value = ${text}`) as { value: unknown }).value;
  } catch {
    return text.replace(/^(["'])(.*)\1$/, '$2');
  }
}

import { join } from 'node:path';
import { parse } from 'dotenv';
import type { Finding } from '../core/ports/index.js';
import { readRegularFileSync } from '../os/open-regular-file.js';

const MAX_BYTES = 1024 * 1024;

export interface LoadedEnv {
  readonly env: NodeJS.ProcessEnv;
  /** Lines that could not be used, without their values. */
  readonly findings: readonly Finding[];
}

/**
 * The environment with the variables of `$CODEX_HOME/.env`, which override existing ones. Names that begin with `CODEX_`, in any case, are left
 * out: a file in the home must not move the home (C1). A line that cannot be used is a finding. `env` itself is not changed.
 */
export function withDotEnv(home: string, env: NodeJS.ProcessEnv): LoadedEnv {
  const path = join(home, '.env');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readRegularFileSync(path, { maxBytes: MAX_BYTES }));
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { env, findings: [] };
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : message;
    return { env, findings: [{ about: path, message: `${path} is not used: ${why}` }] };
  }
  const set = Object.entries(parse(text));
  const findings = unreadLines(text, set).map((line) => ({
    about: `${path}:${line}`,
    message: `Line ${line} of ${path} is no KEY=value and is not used.`,
  }));
  const usable = set.filter(([name, value]) => !name.toUpperCase().startsWith('CODEX_') && !value.includes('\0'));
  return { env: { ...env, ...Object.fromEntries(usable) }, findings };
}

/** `KEY=…`, `KEY: …`, `export KEY=…`, a comment, or nothing. */
const READABLE_LINE = /^\s*(?:(?:export\s+)?[\w.-]+\s*(?:=|:\s)|#|$)/;

function unreadLines(text: string, set: readonly (readonly [string, string])[]): number[] {
  // A value in quotes may have several lines.
  const isPartOfValue = (line: string): boolean => {
    const part = line.trim().replace(/["'`]\s*(?:#.*)?$/, '');
    return set.some(([, value]) => value.includes('\n') && value.includes(part));
  };
  return text.split(/\r?\n/).flatMap((line, i) => (READABLE_LINE.test(line) || isPartOfValue(line) ? [] : [i + 1]));
}

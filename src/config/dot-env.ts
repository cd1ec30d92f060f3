import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import type { Finding } from '../core/ports.js';

export interface LoadedEnv {
  readonly env: NodeJS.ProcessEnv;
  /** What could not be used of the file; never a value of it. */
  readonly findings: readonly Finding[];
}

/** `KEY=…`, `KEY: …`, `export KEY=…`, a comment, or nothing. */
const READABLE_LINE = /^\s*(?:(?:export\s+)?[\w.-]+\s*(?:=|:\s)|#|$)/;

/**
 * The environment with what `$CODEX_HOME/.env` sets in it, above what is there already. Names that begin with `CODEX_`, whatever the case, are left
 * out: a file in the home must not move the home (v1-protocol §1.3). A file that cannot be used is a finding. `env` itself is not touched.
 */
export function withDotEnv(home: string, env: NodeJS.ProcessEnv): LoadedEnv {
  const path = join(home, '.env');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { env, findings: [] };
    return {
      env,
      findings: [
        {
          message: `${path} is not used: ${code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : message}`,
        },
      ],
    };
  }
  const set = Object.entries(parse(text));
  const usable = set.filter(([name, value]) => !name.toUpperCase().startsWith('CODEX_') && !value.includes('\0'));
  const unread = text
    .split(/\r?\n/)
    .flatMap((line, i) => (READABLE_LINE.test(line) || isPartOf(set, line) ? [] : [i + 1]));
  const findings = unread.map((line) => ({ message: `${path}, line ${line} is no KEY=value and is not used.` }));
  return { env: { ...env, ...Object.fromEntries(usable) }, findings };
}

/** A value in quotes may have several lines. */
function isPartOf(set: readonly (readonly [string, string])[], line: string): boolean {
  const text = line.trim().replace(/["'`]\s*(?:#.*)?$/, '');
  return set.some(([, value]) => value.includes('\n') && value.includes(text));
}

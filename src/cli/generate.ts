import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { CONFIG_OPTIONS, readArguments, UsageError } from './arguments.js';

const OPTIONS = {
  ...CONFIG_OPTIONS,
  out: { type: 'string', short: 'o' },
  experimental: { type: 'boolean' },
  // Clients put these in front of every command. Types do not depend on them.
  'strict-config': { type: 'boolean' },
  oss: { type: 'boolean' },
} as const;
const PRETTIER = { prettier: { type: 'string', short: 'p' } } as const;

type Files = Readonly<Record<string, string>>;

/** `turnwire app-server generate-ts` and `generate-json-schema`: the types of v2, in the files of the reference (C540). */
export function generate([name, ...args]: readonly string[]): number {
  const isTypes = name === 'generate-ts';
  const usage = `Usage: turnwire app-server ${name} --out <folder> [--experimental]${isTypes ? ' [--prettier <program>]' : ''}`;
  const { values, positionals } = readArguments(args, isTypes ? { ...OPTIONS, ...PRETTIER } : OPTIONS, usage);
  if (positionals.length > 0) throw new UsageError(`Unexpected argument '${positionals[0]}'\n${usage}`);
  if (!values.out) throw new UsageError(`--out <folder> is missing\n${usage}`);
  const { types, schemas } = builtFiles(values.experimental ?? false);
  const written = writeAll(resolve(values.out), isTypes ? types : schemas);
  const prettier = (values as { prettier?: string }).prettier;
  if (prettier !== undefined) format(prettier, written);
  return 0;
}

function builtFiles(isExperimental: boolean): { types: Files; schemas: Files } {
  const file = new URL(`../generated/${isExperimental ? 'experimental' : 'stable'}.json.br`, import.meta.url);
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString('utf8'));
}

/** Files of the same names are written anew, and all others in the folder stay. */
function writeAll(folder: string, files: Files): string[] {
  try {
    return Object.entries(files).map(([path, text]) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    });
  } catch (e) {
    throw new Error(`the files cannot be written to ${folder}: ${(e as Error).message}`);
  }
}

function format(prettier: string, files: readonly string[]): void {
  try {
    execFileSync(prettier, ['--write', '--log-level', 'warn', ...files], { stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (e) {
    throw new Error(
      `${prettier} did not format the files, which are written: ${(e as Error).message.split('\n', 1)[0]}`,
    );
  }
}

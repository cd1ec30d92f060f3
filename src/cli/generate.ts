import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { readArguments, UsageError } from './arguments.js';
import { GENERATE_JSON_SCHEMA, GENERATE_TS } from './table/app-server.js';

type Files = Readonly<Record<string, string>>;

/** `turnwire app-server generate-ts`: the types of v2, in the files of the reference (C540). */
export function generateTs(args: readonly string[]): number {
  const { values } = readArguments(GENERATE_TS, args);
  const folder = folderOf(GENERATE_TS.name, values.out);
  const written = writeAll(folder, builtFiles(values.experimental ?? false).types);
  if (values.prettier !== undefined) format(values.prettier, written);
  return 0;
}

/** `turnwire app-server generate-json-schema`: the same as schemas. */
export function generateJsonSchema(args: readonly string[]): number {
  const { values } = readArguments(GENERATE_JSON_SCHEMA, args);
  writeAll(folderOf(GENERATE_JSON_SCHEMA.name, values.out), builtFiles(values.experimental ?? false).schemas);
  return 0;
}

function folderOf(command: string, out: string | undefined): string {
  if (!out) throw new UsageError(command, '--out <folder> is missing');
  return resolve(out);
}

function builtFiles(isExperimental: boolean): { types: Files; schemas: Files } {
  const file = new URL(`../generated/${isExperimental ? 'experimental' : 'stable'}.json.br`, import.meta.url);
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString('utf8'));
}

/** Files with the same names are replaced, and all others in the folder stay. */
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

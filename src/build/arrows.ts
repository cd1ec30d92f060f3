import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/**
 * Who may import whom: a folder to the folders (or single files) that it may reach beside itself. Types count. The seams in `core/ports.ts`, the events and the
 * reading of a message's kind may be imported by whoever fills the seams; the error catalogue is everybody's.
 */
const SHARED = [
  'protocol/rollout',
  'protocol/errors.ts',
  'protocol/explain.ts',
  'src/domain',
  'src/core/ports',
  'src/os',
  'src/net',
];
const ALLOWED: Record<string, readonly string[]> = {
  protocol: [],
  'src/domain': ['protocol/errors.ts'],
  'src/os': ['protocol/errors.ts'],
  'src/net': ['src/os/open-regular-file.ts'],
  'src/rpc': ['protocol', 'src/domain'],
  'src/transports': ['src/rpc'],
  'src/api': ['protocol', 'src/rpc', 'src/core', 'src/domain'],
  // Ids are spelled in one way everywhere.
  'src/core': ['protocol/rollout/ids.ts', 'protocol/errors.ts', 'src/domain'],
  'src/store': SHARED,
  'src/model': [...SHARED, 'src/auth'],
  'src/tools': [...SHARED, 'src/process'],
  'src/process': SHARED,
  'src/auth': [...SHARED, 'src/config'],
  'src/config': SHARED,
  'src/workspace': [...SHARED, 'src/process'],
  'src/emit': ['protocol'],
};
/** Wire everything together, or build it. */
const UNRESTRICTED = ['src/server', 'src/cli', 'src/build'];

export function wrongArrows(): string[] {
  return ['protocol', 'src'].flatMap(sourcesIn).flatMap((file) => {
    if (UNRESTRICTED.some((place) => within(file, place))) return [];
    const home = Object.keys(ALLOWED).find((place) => within(file, place));
    if (home === undefined) return [`${file} has no place in the house`];
    const reachable = [home, ...(ALLOWED[home] ?? [])];
    return importsOf(file)
      .filter((target) => !reachable.some((place) => within(target, place)))
      .map((target) => `${file} must not import ${target}`);
  });
}

/** Relative imports, exports and `import()`s of a file, resolved to files of this repository. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)).replace(/\.js$/, '.ts'));
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

const within = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/** What a source file imports: files of this repository and names of packages. Types count, and so do `import()`s. */
export interface Imports {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

/** The imports of every source file in the folders, by the file's path from the root of the repository. */
export function importsOf(folders: readonly string[]): Map<string, Imports> {
  const cache = ts.createModuleResolutionCache(process.cwd(), (name) => name, OPTIONS);
  const imports = (file: string): Imports => {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
    const names = [...new Set(importedFiles.map(({ fileName }) => fileName))];
    return {
      files: names.filter((name) => !isPackage(name)).map((name) => resolved(name, file)),
      packages: names.filter((name) => isPackage(name) && !isBuiltin(name)),
    };
  };
  const resolved = (name: string, from: string): string => {
    const { resolvedModule } = ts.resolveModuleName(name, resolve(from), OPTIONS, ts.sys, cache);
    if (resolvedModule === undefined) throw new Error(`${from} imports ${name}, which does not exist`);
    return slashed(relative(process.cwd(), resolvedModule.resolvedFileName));
  };
  return new Map(folders.flatMap(sourcesIn).map((file) => [file, imports(file)]));
}

/** The TypeScript files below a folder, as paths from the root of the repository. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => slashed(join(folder, name)));
}

const isPackage = (name: string) => !name.startsWith('.');
const isBuiltin = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
const slashed = (path: string) => path.split(sep).join('/');

import { type FileHandle, open } from 'node:fs/promises';
import { createRequire } from 'node:module';

let opened: Promise<readonly FileHandle[]> | undefined;

/**
 * Opens the files of the grammar, so that the first script does not depend on the package any more: who replaces a package puts new files in the place of
 * these. Their content, 1.6 MB, is not kept in memory until a script needs it.
 */
export async function openGrammar(): Promise<void> {
  opened ??= openFiles();
  await opened.catch(forget);
}

/** The program that parses, and the grammar of bash. */
export async function readGrammar(): Promise<readonly Buffer[]> {
  opened ??= openFiles();
  const files = await opened.catch(forget);
  opened = undefined;
  try {
    return await Promise.all(files.map((file) => file.readFile()));
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

function forget(e: unknown): never {
  opened = undefined;
  throw e;
}

async function openFiles(): Promise<readonly FileHandle[]> {
  const parser = await openWasm('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm');
  try {
    return [parser, await openWasm('tree-sitter-bash.wasm', '@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm')];
  } catch (e) {
    await parser.close();
    throw e;
  }
}

/** The build puts both files into `wasm/` beside its bundles; without a build they are where the packages are. */
async function openWasm(name: string, inPackages: string): Promise<FileHandle> {
  for (const folder of ['../wasm/', './wasm/']) {
    try {
      return await open(new URL(folder + name, import.meta.url));
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e;
    }
  }
  return open(createRequire(import.meta.url).resolve(inPackages));
}

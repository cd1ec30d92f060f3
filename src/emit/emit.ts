import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { turnwireRequests } from '../../protocol/turnwire/index.js';
import { clientRequests } from '../../protocol/v1/index.js';
import { offeredRequests } from '../../protocol/v2/offered.js';
import { emittedTypes } from './areas.js';
import { jsonSchemaFiles } from './json-schema.js';
import { methodMaps } from './method-maps.js';
import { referencePages } from './reference.js';
import { schemaBundles } from './schema-bundles.js';
import { type Files, GENERATED, typeFiles } from './type-files.js';

/** Everything that derives from the declarations: path -> content. The same on every machine. */
export function generate(): Files {
  const types = emittedTypes();
  return new Map([
    ...typeFiles(types),
    ...methodMaps(),
    ...jsonSchemaFiles(types),
    ...schemaBundles(types),
    ...referencePages(),
  ]);
}

/** Writes all generated files and removes what is no longer generated. */
export async function emitAll(outDir: string): Promise<void> {
  const files = generate();
  for (const path of await filesUnder(outDir)) {
    if (!files.has(path)) await rm(join(outDir, path));
  }
  for (const [path, content] of files) {
    const file = join(outDir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Paths of the files below a folder, with forward slashes, sorted; none when it does not exist. */
export async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((e: NodeJS.ErrnoException) => {
    if (e.code === 'ENOENT') return [];
    throw e;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, '.').length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

export const WORKING_METHODS_FILE = 'src/api/working-methods.ts';

/** The file that lists every request of a client that has a handler, for the answer of `initialize`: that is given before the declarations are loaded. */
export function workingMethods(): string {
  const methods = Object.keys({ ...clientRequests, ...turnwireRequests, ...offeredRequests });
  return `// ${GENERATED}
export const WORKING_METHODS: readonly string[] = [
${methods.map((method) => `  '${method}',\n`).join('')}];
`;
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { emittedTypes } from './areas.js';
import { clientSchemas } from './client-schemas.js';
import { clientTypes } from './client-types.js';
import { everything, rootsOf, type Subset, stableSubset } from './stable-subset.js';

/** What the generators of `turnwire app-server` write: the text of each file by its path. */
export interface ClientFiles {
  readonly types: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, string>>;
}

export function clientFiles(isExperimental: boolean): ClientFiles {
  return isExperimental ? filesOf(everything) : filesOf(stableSubset());
}

function filesOf(subset: Subset): ClientFiles {
  const types = clientTypes(rootsOf(subset), subset);
  const shown = emittedTypes()
    .filter(({ area, name }) => area === 'v2' && isWritten(name, types))
    .map(({ declared }) => subset.shown(declared));
  const schemas = Object.entries(clientSchemas(shown, subset));
  return {
    types,
    schemas: Object.fromEntries(schemas.map(([path, schema]) => [path, `${JSON.stringify(schema, null, 2)}\n`])),
  };
}

const isWritten = (name: string, types: ClientFiles['types']): boolean =>
  ['', 'v2/', 'serde_json/'].some((folder) => types[`${folder}${name}.ts`] !== undefined);

/** The build keeps them beside the program. They repeat themselves so much that 10 MB become a few hundred kB. */
export function packClientFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, isExperimental] of [
    ['stable', false],
    ['experimental', true],
  ] as const) {
    writeFileSync(join(folder, `${name}.json.br`), brotliCompressSync(JSON.stringify(clientFiles(isExperimental))));
  }
}

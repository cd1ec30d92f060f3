import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { DECLARATIONS, GENERATED_TYPES, writeDeclarations } from './declarations.js';

/** Entries whose values exist only as modules. */
const MODULES = { index: 'src/server/library.ts', protocol: 'protocol/index.ts' };
/** Entries that exist as modules and as CommonJS, and entries with types only. */
const BOTH = {
  client: 'clients/library/index.ts',
  transcript: 'clients/library/transcript/index.ts',
  socket: 'clients/library/socket/index.ts',
  'in-process': 'src/server/in-process.ts',
  testing: 'src/testing/index.ts',
  types: 'generated-types/index.ts',
};

/** Writes the declarations of everything that the package exports, bundled into few files. */
export async function writeTypes(): Promise<void> {
  rmSync('dist/types', { recursive: true, force: true });
  writeDeclarations([...Object.values(MODULES), ...Object.values(BOTH)]);
  await bundleTypes(MODULES, 'mts');
  await bundleTypes(BOTH, 'cts');
  // A module may take its types from a declaration of CommonJS, but not the other way round: so they are there once.
  for (const name of ['client', 'transcript', 'socket', 'in-process', 'testing'])
    writeFileSync(`dist/${name}.d.mts`, `export * from './${name}.cjs';\n`);
}

async function bundleTypes(input: Readonly<Record<string, string>>, ending: 'mts' | 'cts'): Promise<void> {
  const js = ending.replace('ts', 'js');
  const declared = Object.entries(input).map(([name, source]) => [
    name,
    resolve(DECLARATIONS, source.replace(/ts$/, 'd.ts')),
  ]);
  const bundler = await rolldown({
    input: Object.fromEntries(declared),
    external: [/^node:/, /^zod/, GENERATED_TYPES],
    checks: { pluginTimings: false },
    plugins: [dts({ dtsInput: true, tsconfig: false }), ownTypes],
  });
  await bundler.write({
    dir: 'dist',
    entryFileNames: `[name].d.${ending}`,
    chunkFileNames: `types/[name].${js}`,
  });
  await bundler.close();
}

/** The generated types lie beside the entries; what helps modules at run time is of no use to declarations. */
const ownTypes = {
  name: 'own types',
  renderChunk: (code: string, { fileName }: { fileName: string }) =>
    code.replace(`"${GENERATED_TYPES}"`, fileName.includes('/') ? '"../types.cjs"' : '"./types.cjs"'),
  generateBundle(_: unknown, written: Record<string, unknown>) {
    for (const name of Object.keys(written)) if (!name.includes('.d.')) delete written[name];
  },
};

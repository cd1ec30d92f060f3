import { rmSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/** What has values of modules only. */
const MODULES = { index: 'src/server/library.ts', protocol: 'protocol/index.ts' };
/** What is there as a module and as CommonJS, and what has types alone. */
const BOTH = {
  client: 'clients/library/index.ts',
  transcript: 'clients/library/transcript/index.ts',
  'in-process': 'src/server/in-process.ts',
  testing: 'src/testing/index.ts',
  types: 'generated-types/index.ts',
};

/** Writes the declarations of everything that the package exports, bundled into few files. */
export async function writeTypes(): Promise<void> {
  rmSync('dist/types', { recursive: true, force: true });
  await bundleTypes(MODULES, 'mts');
  await bundleTypes(BOTH, 'cts');
  // A module may take its types from a declaration of CommonJS, but not the other way round: so they are there once.
  for (const name of ['client', 'transcript', 'in-process', 'testing'])
    writeFileSync(`dist/${name}.d.mts`, `export * from './${name}.cjs';\n`);
}

async function bundleTypes(input: Readonly<Record<string, string>>, ending: 'mts' | 'cts'): Promise<void> {
  const js = ending.replace('ts', 'js');
  const bundler = await rolldown({
    input,
    external: [/^node:/, /^zod/],
    checks: { pluginTimings: false },
    plugins: [
      dts({
        emitDtsOnly: true,
        tsconfig: 'tsconfig.json',
        compilerOptions: { noEmit: false, incremental: false },
      }),
    ],
  });
  await bundler.write({
    dir: 'dist',
    entryFileNames: `[name].${js}`,
    chunkFileNames: `types/[name].${js}`,
  });
  await bundler.close();
}

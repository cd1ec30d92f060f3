import { chmodSync, rmSync } from 'node:fs';
import { build, type Metafile } from 'esbuild';

/** Bundles the program and the library into `dist/`; what is imported late becomes a chunk of its own. */
export async function bundle(): Promise<Metafile> {
  // Chunks of earlier builds would stay behind and be shipped.
  rmSync('dist', { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', protocol: 'protocol/index.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    // split2 and pino are CommonJS and call require() for Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  chmodSync('dist/cli.js', 0o755);
  return metafile;
}

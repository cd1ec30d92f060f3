import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { writeLaunchers } from './launchers.js';

const OPTIONS = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  // ws would look for packages with native code.
  define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
} satisfies BuildOptions;

/** Stacks name the source where the log shows much. The text of the source is public, so that the maps need not hold it. */
const MAPPED = { sourcemap: 'external', sourcesContent: false } satisfies BuildOptions;

const MODULES = {
  ...OPTIONS,
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  // split2 and pino are CommonJS and call require() for Node's own modules; write-file-atomic reads the name of its file.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url),__filename=import.meta.filename;",
  },
} satisfies BuildOptions;

/** Read at run time, when the first script comes. */
const GRAMMAR_OF_BASH = {
  'wasm/web-tree-sitter': 'web-tree-sitter/web-tree-sitter.wasm',
  'wasm/tree-sitter-bash': '@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm',
};

const CLIENT_LIBRARY = { client: 'clients/library/index.ts', transcript: 'clients/library/transcript/index.ts' };
/** These build on the client library and the server as they are beside them, so that a program has each class once. */
const WITH_SERVER = { 'in-process': 'src/server/in-process.ts', testing: 'src/testing/index.ts' };

/**
 * Bundles the program and the library into `dist/`. What the program starts with is one CommonJS file: the same as a module takes 11 of 59 ms more
 * from launch to the answer of `initialize`, which Node spends on its module graph. The rest is modules that are loaded after that.
 */
export async function bundle(): Promise<Metafile[]> {
  const built = await Promise.all([
    build({ ...OPTIONS, format: 'cjs', entryPoints: { program: 'src/cli/main.ts' }, plugins: [loadLater] }),
    // The library shares these modules with the program: that costs the program three more files, and saves a second copy of two megabytes.
    build({
      ...MODULES,
      ...MAPPED,
      entryPoints: {
        'program/load-server': 'src/server/load-server.ts',
        'program/pino': 'pino',
        index: 'src/server/library.ts',
        protocol: 'protocol/index.ts',
      },
      chunkNames: 'program/[name]-[hash]',
    }),
    // For other people's programs, so both kinds of modules; it needs nothing beside Node.
    build({ ...OPTIONS, format: 'esm', entryPoints: CLIENT_LIBRARY, outExtension: { '.js': '.mjs' } }),
    build({ ...OPTIONS, format: 'cjs', entryPoints: CLIENT_LIBRARY, outExtension: { '.js': '.cjs' } }),
    build({
      ...OPTIONS,
      format: 'esm',
      entryPoints: WITH_SERVER,
      outExtension: { '.js': '.mjs' },
      plugins: [besides('mjs')],
    }),
    build({
      ...OPTIONS,
      format: 'cjs',
      entryPoints: WITH_SERVER,
      outExtension: { '.js': '.cjs' },
      plugins: [besides('cjs')],
    }),
    // Whole, because its text is all that a running server keeps of it.
    build({
      ...OPTIONS,
      format: 'cjs',
      entryPoints: { 'program/search-thread': 'src/workspace/search/thread.ts' },
    }),
    // Started by scripts of the model, each time anew.
    build({ ...OPTIONS, format: 'cjs', entryPoints: { 'apply-patch': 'src/tools/apply-patch/program.ts' } }),
    // Apart from the server, whose code would come in more and smaller files otherwise: each costs time before the first conversation.
    build({
      ...MODULES,
      entryPoints: {
        'commands/listen': 'src/server/listen/listen.ts',
        'commands/dispatch': 'src/cli/dispatch.ts',
        'commands/recordings': 'src/cli/recordings.ts',
      },
      chunkNames: 'commands/[name]-[hash]',
    }),
    // Copied by the same tool, so that their packages are in the notices.
    build({ ...OPTIONS, entryPoints: GRAMMAR_OF_BASH, loader: { '.wasm': 'copy' } }),
  ]);
  const first = Object.keys(built[0].metafile.inputs);
  if (first.some((input) => input.includes('node_modules/zod/'))) throw new Error('zod has come into the first file');
  refuseWideText(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
  const written = built.flatMap(({ metafile }) => Object.keys(metafile.outputs));
  removeOthers(written);
  linkMaps(written);
  writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
  writeLaunchers();
  return built.map(({ metafile }) => metafile);
}

/**
 * Node keeps the text of a file with one character beyond Latin-1 in two bytes each, in every server, and compiles it more slowly. The bundler escapes such
 * characters, except in regular expressions.
 */
function refuseWideText(written: readonly string[]): void {
  for (const file of written.filter((name) =>
    /^dist\/(program|index|protocol|client|transcript|in-process|testing).*\.[cm]?js$/.test(name),
  )) {
    const wide = /.{0,40}[^\0-\x7f].{0,40}/.exec(readFileSync(file, 'utf8'));
    if (wide) throw new Error(`${file} has a character that is not ASCII; write it as an escape: ${wide[0]}`);
  }
}

/** Imports of the first file that stay imports, of what is built beside it. */
const LATER: Record<string, string> = {
  './load-server.js': './program/load-server.mjs',
  '../server/listen/listen.js': './commands/listen.mjs',
  './dispatch.js': './commands/dispatch.mjs',
  './recordings.js': './commands/recordings.mjs',
  pino: './program/pino.mjs',
};

const loadLater = {
  name: 'load later',
  setup({ onResolve }: Parameters<NonNullable<BuildOptions['plugins']>[number]['setup']>[0]) {
    onResolve({ filter: /.*/, namespace: 'file' }, ({ path, kind }) => {
      const built = kind === 'dynamic-import' ? LATER[path] : undefined;
      return built === undefined ? undefined : { path: built, external: true };
    });
  },
};

/** Imports of what is built beside a file, in the same kind of modules; the server is a module for both. */
const besides = (kind: 'mjs' | 'cjs') => ({
  name: 'built beside',
  setup({ onResolve }: Parameters<NonNullable<BuildOptions['plugins']>[number]['setup']>[0]) {
    const built: Record<string, string> = {
      '../../clients/library/index.js': `./client.${kind}`,
      '../server/in-process.js': `./in-process.${kind}`,
      './library.js': './index.mjs',
    };
    onResolve({ filter: /.*/, namespace: 'file' }, ({ path }) => {
      const beside = built[path];
      return beside === undefined ? undefined : { path: beside, external: true };
    });
  },
});

/** Only modules with source of this project keep their maps, and name them. */
function linkMaps(written: readonly string[]): void {
  for (const map of written.filter((name) => name.endsWith('.map'))) {
    const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] };
    if (sources.some((source) => source.startsWith('../../src/')))
      appendFileSync(map.slice(0, -'.map'.length), `//# sourceMappingURL=${basename(map)}\n`);
    else rmSync(map);
  }
}

/** Chunks of earlier builds would be shipped. They are removed last: a server that runs from here may still load its own. */
function removeOthers(written: readonly string[]): void {
  for (const folder of ['dist/program', 'dist/commands']) {
    for (const name of readdirSync(folder)) if (!written.includes(`${folder}/${name}`)) rmSync(join(folder, name));
  }
}

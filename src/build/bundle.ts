import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin, transform } from 'esbuild';
import { circlesIn } from './circles.js';
import { writeEntries, writeLaunchers } from './launchers.js';
import { asScript } from './script.js';

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

/** The entries of the package, each in one file in `dist/program/`. Code that several entries need, and code that is imported late, is in separate files. */
const ENTRIES = {
  main: 'src/cli/main.ts',
  index: 'src/server/library.ts',
  protocol: 'protocol/index.ts',
  client: 'clients/library/index.ts',
  transcript: 'clients/library/transcript/index.ts',
  socket: 'clients/library/socket/index.ts',
  'in-process': 'src/server/in-process.ts',
  testing: 'src/testing/index.ts',
};

/** Read at run time, when the first script comes. */
const GRAMMAR_OF_BASH = {
  'wasm/web-tree-sitter': 'web-tree-sitter/web-tree-sitter.wasm',
  'wasm/tree-sitter-bash': '@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm',
};

const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

/** Bundles the program and the library into `dist/`. */
export async function bundle(): Promise<Metafile[]> {
  const built = await Promise.all([
    bundleProgram(),
    // One file, because a running server keeps only its text.
    build({ ...OPTIONS, format: 'cjs', entryPoints: { 'program/search-thread': 'src/workspace/search/thread.ts' } }),
    // Scripts of the model start it as a new process each time.
    build({ ...OPTIONS, format: 'cjs', entryPoints: { 'apply-patch': 'src/tools/apply-patch/program.ts' } }),
    bundleChat(),
    // The same tool copies them, so that the notices name their packages.
    build({ ...OPTIONS, entryPoints: GRAMMAR_OF_BASH, loader: { '.wasm': 'copy' } }),
  ]);
  const metafiles = built.map(({ metafile }) => metafile);
  const written = metafiles.flatMap(({ outputs }) => Object.keys(outputs));
  // The loader keeps compiled code for exactly these files.
  const define = {
    BUILD_ID: JSON.stringify(idOf(written)),
    SERVER_FILES: JSON.stringify(serverFiles(built[0].metafile)),
  };
  metafiles.push(
    (await build({ ...OPTIONS, format: 'cjs', define, entryPoints: { program: 'src/cli/load.ts' } })).metafile,
  );
  removeOthers(written);
  writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
  writeLaunchers();
  return metafiles;
}

/**
 * The bundler splits only modules, so the files are changed to CommonJS afterwards. CommonJS files load faster, and Node 20 can keep the compiled code of
 * scripts, but not of modules.
 */
async function bundleProgram(): Promise<{ metafile: Metafile }> {
  const { metafile, outputFiles } = await build({
    ...OPTIONS,
    outdir: 'dist/program',
    format: 'esm',
    splitting: true,
    write: false,
    entryPoints: ENTRIES,
    chunkNames: '[name]-[hash]',
    plugins: [treeSitter, chatLater, atomicWrites],
    // At detailed log levels, stacks name the source. The maps do not hold the text of the source, because it is public.
    sourcemap: 'external',
    sourcesContent: false,
  });
  refuseLarge(metafile);
  refuseCircles(metafile);
  mkdirSync('dist/program', { recursive: true });
  const maps = new Map(outputFiles.map((file) => [basename(file.path), file]));
  const scripts = outputFiles.filter(({ path }) => path.endsWith('.js'));
  const kept = await Promise.all(
    scripts.map((file) => {
      const name = basename(file.path);
      return writeScript(file, maps.get(`${name}.map`), name.slice(0, -'.js'.length) in ENTRIES);
    }),
  );
  for (const [name, { entryPoint, exports }] of Object.entries(metafile.outputs))
    if (entryPoint !== undefined && entryPoint !== ENTRIES.main && Object.values(ENTRIES).includes(entryPoint))
      writeEntries(basename(name, '.js'), exports);
  const isKept = (name: string) => !name.endsWith('.map') || kept.includes(basename(name));
  const outputs = Object.fromEntries(Object.entries(metafile.outputs).filter(([name]) => isKept(name)));
  return { metafile: { ...metafile, outputs } };
}

/** The module of web-tree-sitter has a variable called `require`, which would hide that of the script it becomes, and two exports that change later. */
const treeSitter: Plugin = {
  name: 'tree-sitter',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]web-tree-sitter\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll(/\brequire\b/g, 'requireOfNode')
        .replaceAll(/^ {2}(LANGUAGE_VERSION|MIN_COMPATIBLE_VERSION),\n/gm, ''),
    }));
  },
};

/** The package takes the number of its thread, and the module for hashes, when it is loaded. Both take milliseconds of each start. */
const atomicWrites: Plugin = {
  name: 'atomic-writes',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:crypto|worker_threads)$/ }, ({ path, importer }) =>
      /[\\/]write-file-atomic[\\/]/.test(importer) ? { path, namespace: 'atomic-writes' } : undefined,
    );
    onLoad({ filter: /crypto/, namespace: 'atomic-writes' }, () => ({
      contents: 'exports.createHash = (name) => require("node:crypto").createHash(name);',
    }));
    // The program writes files in its main thread only.
    onLoad({ filter: /worker_threads/, namespace: 'atomic-writes' }, () => ({ contents: 'exports.threadId = 0;' }));
  },
};

/** Only the chat draws with React, whose modules use top-level `await`. So the chat is a separate module, which nothing else loads. */
const bundleChat = () =>
  build({
    ...OPTIONS,
    format: 'esm',
    // This makes React half as long.
    minifyIdentifiers: true,
    entryPoints: { chat: 'src/cli/chat.ts' },
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    define: { ...OPTIONS.define, 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    plugins: [onATerminal],
  });

/** The import of the chat by the program, which goes over a file that loads modules (`launchers.ts`). */
const chatLater: Plugin = {
  name: 'chat later',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/chat\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: '../chat.cjs', external: true } : undefined,
    );
  },
};

/** The chat runs on a terminal only: a variable named CI in its environment changes nothing. */
const onATerminal: Plugin = {
  name: 'on a terminal',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^is-in-ci$/ }, () => ({ path: 'is-in-ci', namespace: 'on-a-terminal' }));
    onLoad({ filter: /.*/, namespace: 'on-a-terminal' }, () => ({ contents: 'export default false;' }));
    // Tools for the development of ink.
    onResolve({ filter: /^\.\/devtools\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** Returns the name of its map, or '' when it holds no source of this project. */
async function writeScript({ path, text }: OutputFile, map: OutputFile | undefined, isEntry: boolean): Promise<string> {
  const name = basename(path);
  const script = asScript(name, { text, map: map?.text ?? NO_MAP }, isEntry);
  const link = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(script.map).toString('base64')}`;
  const { code, map: composed } = await transform(`${script.text}\n${link}`, {
    ...{ format: 'cjs', platform: 'node', target: OPTIONS.target, sourcefile: name },
    ...{ minifySyntax: true, minifyWhitespace: true, sourcemap: 'external', sourcesContent: false },
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__url' },
  });
  // Besides modules of Node, only a few files ask for their own path.
  const url = code.includes('__url') ? 'const __url=require("node:url").pathToFileURL(__filename).href;' : '';
  const written = JSON.parse(composed) as { sources: string[]; mappings: string };
  const isOurs = written.sources.some((source) => source.includes('/src/'));
  const lines = [`"use strict";${url}${script.head}`, inAscii(code.trimEnd()), script.foot];
  if (isOurs) lines.push(`//# sourceMappingURL=${name}.map`);
  writeFileSync(`dist/program/${name}`, `${lines.join('\n')}\n`);
  if (!isOurs) return '';
  // The first line has no source.
  writeFileSync(`dist/program/${name}.map`, JSON.stringify({ ...written, mappings: `;${written.mappings}` }));
  return `${name}.map`;
}

/** What is loaded before `initialize` is answered must stay small. */
function refuseLarge({ outputs }: Metafile): void {
  const first = reachable(outputs, ({ kind }) => kind === 'import-statement');
  const inputs = first.flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}));
  for (const name of ['zod', 'ws'])
    if (inputs.some((input) => input.includes(`node_modules/${name}/`)))
      throw new Error(`${name} has come into what the program starts with`);
}

/** A script reads the exports of another one when it is loaded, so these must be complete then. */
function refuseCircles({ outputs }: Metafile): void {
  const statements = (name: string) =>
    outputs[name]?.imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path) ?? [];
  const [circle] = circlesIn(new Map(Object.keys(outputs).map((name) => [name, statements(name)])));
  if (circle !== undefined) throw new Error(`these files of the program import each other: ${circle.join(', ')}`);
}

/** The files that a running server may load: all but the other commands. */
function serverFiles({ outputs }: Metafile): string[] {
  const files = reachable(outputs, ({ path }) => outputs[path]?.entryPoint !== 'src/cli/dispatch.ts');
  return files.map((name) => basename(name));
}

type Import = Metafile['outputs'][string]['imports'][number];

/** The files that the first one imports, and those that they import, by imports that `isFollowed` takes. */
function reachable(outputs: Metafile['outputs'], isFollowed: (found: Import) => boolean): string[] {
  const found = new Set(['dist/program/main.js']);
  for (const name of found)
    for (const one of outputs[name]?.imports ?? []) if (one.path in outputs && isFollowed(one)) found.add(one.path);
  return [...found];
}

/**
 * Node keeps the text of a file with one character beyond Latin-1 in two bytes each, in every server, and compiles it more slowly. The bundler escapes such
 * characters, except in regular expressions.
 */
const inAscii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

function idOf(written: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync('src/cli/load.ts'));
  for (const file of written.filter((name) => name.endsWith('.js')).sort())
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Files of earlier builds must not be shipped. They are removed last, because a server that runs from this folder may still load them. */
function removeOthers(written: readonly string[]): void {
  for (const name of readdirSync('dist/program'))
    if (!written.includes(`dist/program/${name}`)) rmSync(join('dist/program', name));
  for (const folder of ['dist/commands', 'dist/code-cache']) rmSync(folder, { recursive: true, force: true });
}

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Example } from '../support/examples.js';
import { scratchFolder } from '../support/scratch.js';
import { OURS } from '../support/server.js';
import { BLOCKS } from './blocks.js';

/** The blocks of `CONTRIBUTING.md` are parts of our own files; `contributing.test.ts` compiles them. */
const EXAMPLES = BLOCKS.filter(
  ({ page, language }) => page !== 'CONTRIBUTING.md' && (language === 'ts' || language === 'js'),
);
/** Inside of the package, so that `turnwire/client` is the built package itself. */
const FOLDER = '.cache/programs';

/** What blocks use that are parts of a program. */
const PRELUDE = `
declare const client: import('turnwire/client').Client;
declare const spawnServer: typeof import('turnwire/client').spawnServer;
declare const clientInfo: { name: string; version: string };
declare const stderr: string[];
declare const id: string;
declare function draw(cells: readonly import('turnwire/client/transcript').Cell[]): void;
declare function test(title: string, body: () => Promise<void>): Promise<void>;
declare module 'vscode';
`;
/** What stands around such a block where it runs, by words that are in it. */
const AROUND: readonly { readonly words: string; readonly before: string; readonly after: string }[] = [
  { words: "test('", before: 'const test = (title, body) => body();', after: '' },
  {
    words: "'--replay'",
    before: `
import { spawnServer } from 'turnwire/client';
const clientInfo = { name: 'mine', version: '1' };
const stderr = [];
const recorded = await spawnServer({ args: ['app-server', '--record', 'session.jsonl'], clientInfo });
const { data: models } = await recorded.request('model/list', {});
await recorded.close();
`,
    after: `
const { data: replayed } = await client.request('model/list', {});
await client.close();
if (replayed.length !== models.length) console.error('other models', replayed);
if (stderr.length > 0) console.error(stderr);
`,
  },
  {
    words: 'draw(transcript.cells)',
    before: `
import { startInProcess } from 'turnwire/client/in-process';
const client = await startInProcess({ home: process.env.CODEX_HOME, clientInfo: { name: 'mine', version: '1' } });
const { id } = await client.startThread().then(async (thread) => {
  await thread.run('Water the roses').result;
  return thread;
});
let drawn = [];
const draw = (cells) => (drawn = cells);
`,
    after: `
await thread.run('And the tulips').result;
for (const text of ['Water the roses', 'And the tulips'])
  if (!JSON.stringify(drawn).includes(text)) console.error('not drawn:', text);
await client.close();
`,
  },
];

const isModule = ({ text }: Example) => !text.includes('require(');
const fileOf = ({ page, line, language, ...rest }: Example) =>
  join(
    FOLDER,
    `${page.replace(/\W/g, '-')}-${line}.${isModule({ page, line, language, ...rest }) ? 'm' : 'c'}${language}`,
  );

beforeAll(() => mkdirSync(FOLDER, { recursive: true }));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test.each([
  ['ts', { strict: true }],
  ['js', { strict: false, allowJs: true, checkJs: true }],
] as const)('every block of %s has the types of the built package', (language, options) => {
  const blocks = EXAMPLES.filter((example) => example.language === language);
  for (const example of blocks) writeFileSync(fileOf(example), example.text);
  const prelude = join(FOLDER, 'prelude.d.ts');
  writeFileSync(prelude, PRELUDE);
  const program = ts.createProgram([prelude, ...blocks.map(fileOf)], {
    ...options,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: ['node'],
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(blocks.length).toBeGreaterThan(2);
  expect(problems).toEqual([]);
});

/** `build/extension-host.test.ts` runs the extension, in a host. */
const RUN = EXAMPLES.filter(({ page }) => page !== 'docs/extension-host.md');

test('what stands around parts of programs belongs to one each', () => {
  for (const { words } of AROUND) expect(RUN.filter(({ text }) => text.includes(words)).length, words).toBe(1);
});

test.each(RUN.map((example) => [`${example.page}:${example.line}`, example] as const))(
  'the program at %s runs on the scripted model, ends in order and reports no error',
  async (_, example) => {
    await using home = await scratchFolder('program');
    await home.write('config.toml', 'model_provider = "scripted"\n');
    const [node, cli] = OURS;
    const turnwire = await home.write('bin/turnwire', `#!/bin/sh\nexec '${node}' '${cli}' "$@"\n`);
    chmodSync(turnwire, 0o755);
    const around = AROUND.filter(({ words }) => example.text.includes(words));
    const text = [...around.map(({ before }) => before), example.text, ...around.map(({ after }) => after)].join('\n');
    const { code } = await transform(text.replaceAll('/tmp/some-home', home.path), { loader: 'ts', target: 'node20' });
    const file = fileOf(example).replace(/\.m.s$/, '.run.mjs');
    writeFileSync(file, code);
    const path = [join(home.path, 'bin'), process.env.PATH].join(delimiter);
    const env = { PATH: path, HOME: home.path, CODEX_HOME: home.path };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [resolve(file)], { env, cwd: home.path });
    expect(stderr).toBe('');
    if (example.page === 'README.md') expect(stdout).toContain('Hello!');
  },
);

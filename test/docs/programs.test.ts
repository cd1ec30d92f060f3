import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Example, examplesOf } from '../support/examples.js';
import { scratchFolder } from '../support/scratch.js';

const PAGES = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((page) =>
  page.endsWith('.md'),
);
const EXAMPLES = PAGES.flatMap(examplesOf).filter(({ language }) => language === 'ts' || language === 'js');
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
/** The same where such a block runs. A block that is not here is a program, or cannot run on its own. */
const RUN_PRELUDE = 'const test = (title, body) => body();\n';
const NOT_RUN: readonly [part: string, reason: string][] = [
  ["require('vscode')", 'test/build/extension-host.test.ts runs it'],
  ['--replay', 'needs a recording; test/server/recordings.test.ts has one'],
  ['draw(transcript.cells)', 'a part; test/clients/transcript tests do the same'],
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

const RUN = EXAMPLES.filter(({ text }) => !NOT_RUN.some(([part]) => text.includes(part)));

test.each(RUN.map((example) => [`${example.page}:${example.line}`, example] as const))(
  'the program at %s runs on the scripted model, ends in order and reports no error',
  async (_, example) => {
    await using home = await scratchFolder('program');
    writeFileSync(join(home.path, 'config.toml'), 'model_provider = "scripted"\n');
    const { code } = await transform(example.text.replaceAll('/tmp/some-home', home.path), {
      loader: 'ts',
      target: 'node20',
    });
    const file = fileOf(example).replace(/\.m.s$/, '.run.mjs');
    writeFileSync(file, `${RUN_PRELUDE}${code}`);
    const env = { PATH: process.env.PATH, HOME: home.path, CODEX_HOME: home.path };
    const { stderr } = await promisify(execFile)(process.execPath, [file], { env });
    expect(stderr).toBe('');
  },
);

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examplesOf } from '../support/examples.js';
import { scratchFolder } from '../support/scratch.js';
import { install, NPM } from './packages.js';
import { SERVER_NODE } from './stand-in.js';

const NODES: Readonly<Record<string, string>> = { 22: '22.20.0', 24: '24.21.0' };
const OLD_NODES = { 12: '12.22.12', 18: '18.20.8' };
const OWN = process.env[SERVER_NODE] ?? process.execPath;
const EXAMPLES = examplesOf('README.md').filter(({ language }) => language === 'js');

let project: string;
let scratch: Awaited<ReturnType<typeof scratchFolder>>;

beforeAll(async () => {
  scratch = await scratchFolder('package');
  const options = ['--ignore-scripts', '--json', '--pack-destination', scratch.path];
  const [packed] = JSON.parse(execFileSync(NPM, ['pack', ...options], { encoding: 'utf8' })) as [{ filename: string }];
  project = join(scratch.path, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  execFileSync(NPM, ['install', '--no-audit', '--no-fund', join(scratch.path, packed.filename)], { cwd: project });
});
afterAll(() => scratch[Symbol.asyncDispose]());

/** A Node from npm. Node 24 of another test may be there already. */
function nodeOf(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  return `${install(`node-${version.split('.')[0]}`, { [name]: version })}/${name}/bin/node`;
}

function run(node: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH, HOME: scratch.path, CODEX_HOME: scratch.path };
  return spawnSync(node, args, { cwd: project, env, encoding: 'utf8', timeout: 300_000 });
}

test('few packages are installed beside it', () => {
  const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  // Native parts for terminals and the key store are optional; each brings one more package for the system.
  expect(installed.sort()).toEqual(['@lydell', '@napi-rs', 'turnwire', 'zod']);
});

test.each(['this', ...Object.keys(NODES)])(
  'the examples of the README work in a project that has the package, on Node %s',
  (major) => {
    expect(EXAMPLES.length).toBe(2);
    for (const [at, { text }] of EXAMPLES.entries()) {
      writeFileSync(join(project, `chat-${at}.mjs`), text);
      const { stdout, stderr, status } = run(NODES[major] === undefined ? OWN : nodeOf(NODES[major]), [
        `chat-${at}.mjs`,
      ]);
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      expect(stdout).toContain('Hello!');
    }
  },
);

test.each([
  ['turnwire', 'createAppServer'],
  ['turnwire/protocol', 'ERRORS'],
  ['turnwire/client', 'spawnServer'],
  ['turnwire/client/transcript', 'reduce'],
  ['turnwire/server-path', 'serverPath'],
])('%s can be imported and required', (name, value) => {
  const imported = run(OWN, [
    '--input-type=module',
    '-e',
    `import { ${value} } from '${name}'; console.log(!!${value})`,
  ]);
  expect(imported).toMatchObject({ status: 0, stdout: 'true\n' });
  const required = run(OWN, [
    '--no-warnings',
    '-e',
    `const { ${value} } = require('${name}'); console.log(!!${value})`,
  ]);
  expect(required).toMatchObject({ status: 0, stdout: 'true\n', stderr: '' });
});

test.each(['mts', 'cts'])('a strict program in TypeScript (.%s) finds the types of all exports', (ending) => {
  const names = ['createAppServer', 'ERRORS', 'spawnServer', 'reduce', 'serverPath'];
  const from = ['', '/protocol', '/client', '/client/transcript', '/server-path'];
  const imports = names
    .map((name, at) => `import { ${name} } from 'turnwire${from[at]}';\n`)
    // TypeScript 6 does not know yet that Node can require modules, unless it is told so by `--module node20`.
    .filter((line) => ending === 'mts' || /client|server-path/.test(line));
  const types = `import type { v2 } from 'turnwire/types';\nexport const thread: Partial<v2.Thread> = { id: 'a' };\n`;
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const roots = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));
  writeFileSync(join(project, `use.${ending}`), `${imports.join('')}${types}`);
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'node16',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
  ];
  const { stdout, status } = run(OWN, [tsc, ...options, '--types', 'node', '--typeRoots', roots, `use.${ending}`]);
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test.each(Object.entries(OLD_NODES))('Node %s is told which Node is needed', (_, version) => {
  const node = nodeOf(version);
  const { status, stderr } = run(node, ['node_modules/turnwire/dist/cli.js', 'app-server']);
  expect(stderr).toBe(`turnwire needs Node 20.19 or later, but this is Node ${version} (${node}).\n`);
  expect(status).toBe(1);
});

test('the published package has no script that runs when it is installed', () => {
  const { scripts } = JSON.parse(readFileSync(join(project, 'node_modules/turnwire/package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(Object.keys(scripts)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(pre|post)?(install|prepare)$/)]),
  );
  expect(existsSync(join(project, 'node_modules/turnwire/dist/cli.js'))).toBe(true);
});

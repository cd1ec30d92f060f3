import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { clientRequests, type RequestSpec, turnwireRequests, v2 } from '../../protocol/index.js';
import { examplesOf } from '../support/examples.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import { install } from './packages.js';

const PAGE = 'docs/other-languages.md';
const COMMANDS =
  examplesOf(PAGE)
    .find(({ text }) => text.includes('quicktype'))
    ?.text.trim()
    .split('\n') ?? [];
/** What the commands of the page write, in their order. */
const FILES = ['protocol.go', 'protocol.rs', 'Protocol.kt', 'Protocol.swift', 'protocol_types.py'];
const VERSIONS: Readonly<Record<string, Readonly<Record<string, RequestSpec>>>> = {
  v1: { ...clientRequests, ...turnwireRequests },
  v2: v2.clientRequests,
};

test('the page has a command for each language', () => {
  expect(COMMANDS.map((command) => / -o (\S+) /.exec(command)?.[1])).toEqual(FILES);
});

describe.each(Object.keys(VERSIONS))('from the schemas of %s', (version) => {
  let scratch: Scratch;
  const written = (file: string): string => readFileSync(join(scratch.path, file), 'utf8');

  beforeAll(async () => {
    scratch = await scratchFolder('quicktype');
    symlinkSync(install('quicktype', { quicktype: '26.0.0' }), join(scratch.path, 'node_modules'));
    await scratch.write('package.json', '{ "private": true }');
    copyFileSync(`generated-types/json-schema/${version}.schemas.json`, join(scratch.path, `${version}.schemas.json`));
    const env = { ...process.env, npm_config_offline: 'true' };
    const script = COMMANDS.join('\n').replaceAll('v2.schemas', `${version}.schemas`);
    execFileSync('sh', ['-e', '-c', script], { cwd: scratch.path, env, stdio: 'ignore' });
  });
  afterAll(() => scratch[Symbol.asyncDispose]());

  test('the types of Go can be parsed', async () => {
    await Parser.init();
    const grammar = resolve('node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm');
    const parser = new Parser().setLanguage(await Language.load(grammar));
    const tree = parser.parse(written('protocol.go'));
    expect(tree?.rootNode.hasError).toBe(false);
    const types = tree?.rootNode.descendantsOfType('type_spec').map((node) => node?.childForFieldName('name')?.text);
    expect(types).toContain(version === 'v2' ? 'Thread' : 'NewConversationParams');
  });

  test.skipIf(spawnSync('rustc', ['--version']).status !== 0)('the types of Rust compile', () => {
    const rust = (crate: string, text: string, kind: string, ...args: string[]) => {
      writeFileSync(join(scratch.path, `${crate}.rs`), text);
      const options = ['--edition', '2021', '--crate-name', crate, '--crate-type', kind, '-A', 'warnings', '-L', '.'];
      const { status, stderr } = spawnSync('rustc', [...options, ...args, `${crate}.rs`], {
        cwd: scratch.path,
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    };
    const types = written('protocol.rs');
    // Stand-ins for the crates, so that nothing is fetched.
    rust('serde_derive', `extern crate proc_macro;\n${derive('Serialize')}${derive('Deserialize')}`, 'proc-macro');
    const use = 'extern crate serde_derive; pub use serde_derive::{Deserialize, Serialize};';
    rust('serde', use, 'lib');
    rust('serde_json', '#[derive(Debug, Clone)] pub enum Value { Null }', 'lib');
    rust('protocol', types, 'lib', '--emit', 'metadata', '--extern', 'serde', '--extern', 'serde_json');
    expect(types).toContain(version === 'v2' ? 'pub struct Thread {' : 'pub struct NewConversationParams {');
  });

  test.each([
    ['Protocol.kt', /class Thread \(/, /class NewConversationParams \(/],
    ['Protocol.swift', /struct Thread:/, /struct NewConversationParams:/],
  ])('%s has the types', (file, today, before) => {
    expect(written(file)).toMatch(version === 'v2' ? today : before);
  });

  test('the types of Python read the example of every method, and write it again', () => {
    const examples = Object.values(VERSIONS[version] ?? {}).flatMap(({ params, result, example }) => [
      ...(params && 'params' in example ? [[params.typeName, example.params]] : []),
      [result.typeName, example.result],
    ]);
    expect(examples.length).toBeGreaterThan(30);
    const { status, stdout, stderr } = spawnSync('python3', ['-B', '-c', READ], {
      cwd: scratch.path,
      input: JSON.stringify(examples),
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

const derive = (name: string) =>
  `#[proc_macro_derive(${name}, attributes(serde))] pub fn ${name.toLowerCase()}(_: proc_macro::TokenStream) -> proc_macro::TokenStream { proc_macro::TokenStream::new() }\n`;

/** quicktype makes names of functions from names of types. */
const READ = `
import json, sys, protocol_types as types
functions = {name.replace('_', ''): function for name, function in vars(types).items()}
for name, value in json.load(sys.stdin):
    read = functions[name.lower() + 'fromdict'](value)
    written = functions[name.lower() + 'todict'](read)
    if not set(written or {}) <= set(value or {}) : print(name, written, value)
`;

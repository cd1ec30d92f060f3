import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { textsOf } from './blocks.js';

const DECLARED = resolve('protocol/turnwire/conversations.ts');
const HANDLED = resolve('src/api/v1/turnwire.ts');
const PAGE = readFileSync('CONTRIBUTING.md', 'utf8');
const [declaration = '', handler = ''] = textsOf('CONTRIBUTING.md', 'ts');

/** A file in which an object has the members of a block, and what stands before the object in the block. */
function withMembers(path: string, block: string): string {
  const [, before = '', opening = '', members = ''] =
    /^([\s\S]*?)(export const \w+ = (?:family\()?\{\n)([\s\S]*?) {2}\/\/ …\n/.exec(block) ?? [];
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(opening);
  if (opening === '' || at < 0) throw new Error(`${path} has no object as in the block`);
  return `${text.slice(0, at)}${before}${opening}${members}${text.slice(at + opening.length)}`;
}

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
const options = { ...ts.parseJsonConfigFileContent(config, ts.sys, '.').options, incremental: false };
let program: ts.Program | undefined;

/** What the compiler says of the two files when they have another text. */
function problemsWith(texts: Readonly<Record<string, string>>): string[] {
  const host = ts.createCompilerHost(options);
  const asItIs = host.getSourceFile;
  host.getSourceFile = (path, language, ...more) => {
    const text = texts[resolve(path)];
    if (text !== undefined) return ts.createSourceFile(path, text, language);
    return program?.getSourceFile(path) ?? asItIs(path, language, ...more);
  };
  program = ts.createProgram([HANDLED], options, host, program);
  return [DECLARED, HANDLED]
    .flatMap((path) => program?.getSemanticDiagnostics(program.getSourceFile(path)) ?? [])
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

test('a method that is declared as in CONTRIBUTING.md is missed by the compiler, until it is handled as there', () => {
  const [, missed = '', where = ''] = /Now the compiler says: `(.+?) …`, and names `(.+?)`/.exec(PAGE) ?? [];
  const first = problemsWith({ [DECLARED]: withMembers(DECLARED, declaration) });
  expect(first.length).toBeGreaterThan(0);
  expect(first.every((problem) => problem.includes(where) && problem.includes(missed))).toBe(true);
  expect(
    problemsWith({ [DECLARED]: withMembers(DECLARED, declaration), [HANDLED]: withMembers(HANDLED, handler) }),
  ).toEqual([]);
});

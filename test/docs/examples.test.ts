import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { type Example, examplesOf } from '../support/examples.js';
import { scratchFolder } from '../support/scratch.js';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: { readonly thread?: { readonly id: string } };
}

const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...readdirSync('docs').map((name) => `docs/${name}`)];
const EXAMPLES = PAGES.filter((page) => page.endsWith('.md')).flatMap(examplesOf);
const named = (example: Example): string => `${example.page}:${example.line} ${example.language}`;

/** Languages whose blocks are checked here, each of them. */
const CHECKS: Readonly<Record<string, (text: string) => unknown>> = {
  json: (text) =>
    (/^\{.*\}\n\{/.test(text) ? text.trim().split('\n') : [text]).map((json) => JSON.parse(json) as unknown),
  toml: (text) => parse(text),
  js: (text) => transform(text, { loader: 'js' }),
  ts: (text) => transform(text, { loader: 'ts' }),
};

/** Blocks that are no program of ours, or that this test cannot run, by page and language. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'README.md sh': 'npm ci, and what it begins; .ci/run does it, and test/system/demo.test.ts runs the demo',
  'CONTRIBUTING.md ts': 'members of an object, without the object',
  'CONTRIBUTING.md sh': 'the same commands as in the README',
  'docs/accounts.md ': 'answers of a program to a person',
  'docs/architecture.md mermaid': 'a picture',
  'docs/clients.md ': 'commands and paths; test/server/shim.test.ts runs the command',
  'docs/commands.md python': 'rules, which are read in test/tools/rules',
  'docs/exec.md ': 'a command that asks a model; test/server/exec tests do it with a model that is played',
  'docs/extension-host.md sh': 'test/build/extension-host.test.ts does the same with the API of esbuild',
  'docs/getting-started.md sh': 'installs; test/clients/package.test.ts installs the packed package',
  'docs/models.md ': 'a table of text',
  'docs/other-languages.md sh': 'test/system/other-languages.test.ts and test/clients/quicktype.test.ts run the same',
  'docs/protocol.md mermaid': 'a picture',
  'docs/protocol.md transcript': 'run below',
  'docs/vscode.md sh': 'writes into the home; test/server/shim.test.ts runs the command',
};

test('every block is checked, or has a reason', () => {
  const keys = EXAMPLES.map(({ page, language }) => `${page} ${language}`);
  const open = EXAMPLES.filter(({ page, language }) => !CHECKS[language] && !NOT_RUN[`${page} ${language}`]);
  expect(open.map(named)).toEqual([]);
  expect(Object.keys(NOT_RUN).filter((key) => !keys.includes(key))).toEqual([]);
});

describe('blocks can be read as what they say to be', () => {
  test.each(
    EXAMPLES.filter(({ page, language }) => CHECKS[language] && !NOT_RUN[`${page} ${language}`]).map(
      (example) => [named(example), example] as const,
    ),
  )('%s', async (_, { language, text }) => {
    await CHECKS[language]?.(text);
  });
});

test('the programs of the README run as they are', async () => {
  await using home = await scratchFolder('readme');
  const folder = '.cache/examples';
  mkdirSync(folder, { recursive: true });
  try {
    for (const [at, { text }] of examplesOf('README.md')
      .filter(({ language }) => language === 'js')
      .entries()) {
      const file = join(folder, `chat-${at}.mjs`);
      writeFileSync(file, text);
      const env = { PATH: process.env.PATH, HOME: home.path, CODEX_HOME: home.path };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { env });
      expect({ stderr, stdout }).toEqual({ stderr: '', stdout: expect.stringContaining('Hello!') });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the transcript of the protocol page happens as it is written', async () => {
  const [transcript] = examplesOf('docs/protocol.md').filter(({ language }) => language === 'transcript');
  await using home = await scratchFolder('transcript');
  const args = ['dist/cli.js', 'app-server', '-c', 'model_provider="scripted"'];
  const env = { PATH: process.env.PATH, HOME: home.path, CODEX_HOME: home.path };
  const server = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const received = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const shapeOf = ({ id, method, result }: Message): string =>
    method !== undefined ? method : `${result === undefined ? 'error' : 'result'} ${id}`;
  let thread = '';
  for (const line of transcript?.text.trim().split('\n') ?? []) {
    if (line.startsWith('> ')) server.stdin.write(`${line.slice(2).replace('THREAD', thread)}\n`);
    else {
      const wanted = shapeOf(JSON.parse(line.slice(2)) as Message);
      // The transcript is shortened: others may come between.
      for (;;) {
        const next = await received.next();
        if (next.done) throw new Error(`the server ended before ${wanted}`);
        const message = JSON.parse(next.value) as Message;
        thread ||= message.result?.thread?.id ?? '';
        if (shapeOf(message) === wanted) break;
      }
    }
  }
  server.stdin.end();
  expect((await once(server, 'close'))[0]).toBe(0);
});

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BLOCKS, named, PAGES } from './blocks.js';

/** Which test runs the blocks of a page, by their language; each of these is there for every page that has such blocks. */
const BY_LANGUAGE: Readonly<Record<string, string>> = {
  js: 'test/docs/programs.test.ts',
  ts: 'test/docs/programs.test.ts',
  toml: 'test/docs/settings.test.ts',
};

/** Which test runs the blocks of one language in one page. */
const BY_PAGE: Readonly<Record<string, string>> = {
  'CONTRIBUTING.md sh': 'test/clients/checkout.test.ts',
  'CONTRIBUTING.md ts': 'test/docs/contributing.test.ts',
  'README.md sh': 'test/clients/checkout.test.ts',
  'docs/accounts.md transcript': 'test/docs/messages.test.ts',
  'docs/architecture.md mermaid': 'test/docs/pictures.test.ts',
  'docs/clients.md sh': 'test/docs/commands.test.ts',
  'docs/commands.md python': 'test/docs/settings.test.ts',
  'docs/exec.md sh': 'test/docs/commands.test.ts',
  'docs/extension-host.md js': 'test/build/extension-host.test.ts',
  'docs/extension-host.md sh': 'test/build/extension-host.test.ts',
  'docs/getting-started.md sh': 'test/clients/checkout.test.ts',
  'docs/hooks.md json': 'test/docs/messages.test.ts',
  'docs/many-clients.md json': 'test/docs/messages.test.ts',
  'docs/models.md json': 'test/docs/messages.test.ts',
  'docs/models.md text': 'test/docs/messages.test.ts',
  'docs/protocol.md mermaid': 'test/docs/pictures.test.ts',
  'docs/protocol.md transcript': 'test/docs/messages.test.ts',
  'docs/scripted-model.md json': 'test/docs/messages.test.ts',
  'docs/vscode.md json': 'test/vscode-agent-host/window.ts',
  'docs/vscode.md sh': 'test/docs/commands.test.ts',
  'docs/workspace.md json': 'test/docs/messages.test.ts',
};

/** The two blocks of one page and language that different tests run: which words are in them. */
const SPLIT: Readonly<Record<string, readonly (readonly [words: string, test: string])[]>> = {
  'docs/other-languages.md sh': [
    ['chat.py', 'test/system/other-languages.test.ts'],
    ['quicktype', 'test/clients/quicktype.test.ts'],
  ],
};

const keyOf = ({ page, language }: (typeof BLOCKS)[number]) => `${page} ${language}`;

function testOf(block: (typeof BLOCKS)[number]): string | undefined {
  const split = SPLIT[keyOf(block)]?.find(([words]) => block.text.includes(words));
  return split?.[1] ?? BY_PAGE[keyOf(block)] ?? BY_LANGUAGE[block.language];
}

test('every block is run by a test, which reads it from the page', () => {
  expect(BLOCKS.length).toBeGreaterThan(35);
  expect(BLOCKS.filter((block) => testOf(block) === undefined).map(named)).toEqual([]);
  for (const block of BLOCKS) {
    const file = testOf(block) ?? '';
    expect(existsSync(file), `${file} of ${named(block)}`).toBe(true);
    const reads = readFileSync(file, 'utf8');
    expect(reads.includes(block.page) || reads.includes('BLOCKS'), `${file} reads ${named(block)}`).toBe(true);
  }
});

test('every fence is the edge of a block that is found', () => {
  for (const page of PAGES) {
    const fences = readFileSync(page, 'utf8').match(/`{3,}|~{3,}/g) ?? [];
    expect(fences.length, page).toBe(2 * BLOCKS.filter((block) => block.page === page).length);
  }
});

test('no test is named for a block that is not there', () => {
  const keys = new Set(BLOCKS.map(keyOf));
  expect([...Object.keys(BY_PAGE), ...Object.keys(SPLIT)].filter((key) => !keys.has(key))).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInstructions } from '../../src/workspace/instructions.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';

const DEFAULTS = { maxBytes: 32_768, fallbackNames: [] as readonly string[] };

async function read(scratch: Scratch, cwd: string, settings: Partial<typeof DEFAULTS> = {}) {
  const home = join(scratch.path, 'home');
  const folder = join(scratch.path, cwd);
  return (await readInstructions(home, folder, { ...DEFAULTS, ...settings }, () => true)).text;
}

async function repository(files: Record<string, string>): Promise<Scratch> {
  const scratch = await scratchFolder('instructions');
  await mkdir(join(scratch.path, 'ws/.git'), { recursive: true });
  await mkdir(join(scratch.path, 'ws/a/b'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await scratch.write(name, text);
  return scratch;
}

test('the own ones come first, then those from the root of the repository down to the folder', async () => {
  await using s = await repository({
    'home/AGENTS.md': '\n own \n',
    'AGENTS.md': 'above\n',
    'ws/AGENTS.md': 'root\n',
    'ws/a/AGENTS.md': ' \n',
    'ws/a/b/AGENTS.md': 'deep\n',
    'ws/a/c/AGENTS.md': 'beside\n',
  });
  expect(await read(s, 'ws/a/b')).toBe('own\n\n--- project-doc ---\n\nroot\n\n\ndeep\n');
  await symlink('ws/a', join(s.path, 'link'));
  expect(await read(s, 'link/b')).toContain('root');
});

test('a worktree or submodule is a repository, and outside of one only the folder counts', async () => {
  await using s = await repository({ 'ws/a/.git': 'gitdir: elsewhere', 'ws/AGENTS.md': 'root', 'ws/a/AGENTS.md': 'a' });
  expect(await read(s, 'ws/a/b')).toBe('a');
  await s.write('plain/below/AGENTS.md', 'below');
  await s.write('plain/AGENTS.md', 'above');
  expect(await read(s, 'plain/below')).toBe('below');
});

test('other names count in their order where there is no AGENTS.md', async () => {
  await using s = await repository({ 'ws/ONE.md': '1', 'ws/TWO.md': '2', 'ws/a/TWO.md': 'a2', 'ws/a/AGENTS.md': 'a' });
  expect(await read(s, 'ws/a', { fallbackNames: ['TWO.md', 'ONE.md'] })).toBe('2\n\na');
});

test('all of a project together have a limit, and the last character is whole', async () => {
  await using s = await repository({
    'ws/AGENTS.md': 'root rules\n',
    'ws/a/AGENTS.md': 'sub r…les\n',
    'home/AGENTS.md': 'own',
  });
  expect(await read(s, 'ws/a', { maxBytes: 18 })).toBe('own\n\n--- project-doc ---\n\nroot rules\n\n\nsub r');
  expect(await read(s, 'ws/a', { maxBytes: 0 })).toBe('own');
  expect(await read(s, 'ws/a', { maxBytes: Number.MAX_SAFE_INTEGER })).toContain('sub r…les');
});

test('pipes, folders, links to nothing and missing folders are passed over', async () => {
  await using s = await repository({ 'ws/a/OTHER.md': 'other', 'ws/real.md': 'real' });
  await mkdir(join(s.path, 'home'));
  execFileSync('mkfifo', [join(s.path, 'home/AGENTS.md'), join(s.path, 'ws/a/AGENTS.md')]);
  await mkdir(join(s.path, 'ws/a/b/AGENTS.md'));
  await symlink('nothing', join(s.path, 'ws/a/b/OTHER.md'));
  await symlink('real.md', join(s.path, 'ws/AGENTS.md'));
  expect(await read(s, 'ws/a/b', { fallbackNames: ['OTHER.md'] })).toBe('real\n\nother');
  expect(await read(s, 'no/such/folder')).toBeUndefined();
});

const UTF16 = (text: string, bigEndian = false): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

test.each<[string, Buffer, string]>([
  ['UTF-8', Buffer.from('r…les'), 'r…les'],
  ['UTF-8 with a mark', Buffer.from('\ufeffr…les'), 'r…les'],
  ['UTF-16', UTF16('r…les'), 'r…les'],
  ['UTF-16, the other way round', UTF16('r…les', true), 'r…les'],
  ['UTF-16 with a pair', UTF16('a😀'), 'a😀'],
])('text in %s is decoded', async (_, bytes, text) => {
  await using s = await repository({ 'ws/a/AGENTS.md': '' });
  await s.write('ws/a/AGENTS.md', bytes);
  expect(await read(s, 'ws/a')).toBe(text);
  if (bytes.length > 6) expect(text).toContain(await read(s, 'ws/a', { maxBytes: bytes.length - 1 }));
});

test.each([
  ['', 'own'],
  [' \n\t\n', 'own'],
  ['\ufeff\n', 'own'],
  ['mine', 'mine'],
  [undefined, 'own'],
])('an override in the home that holds %j: %s counts', async (override, expected) => {
  await using s = await repository({
    'home/AGENTS.md': 'own',
    'ws/AGENTS.md': 'root',
    ...(override === undefined ? {} : { 'home/AGENTS.override.md': override }),
  });
  expect(await read(s, 'ws')).toBe(`${expected}\n\n--- project-doc ---\n\nroot`);
});

test('a blank override of a project hides the file beside it', async () => {
  await using s = await repository({ 'ws/AGENTS.md': 'root', 'ws/AGENTS.override.md': '\n', 'ws/a/AGENTS.md': 'a' });
  expect(await read(s, 'ws/a')).toBe('a');
});

test('what was cut is reported, and an override counts before the file', async () => {
  await using s = await repository({
    'ws/AGENTS.md': 'root',
    'ws/a/AGENTS.md': 'a',
    'ws/a/AGENTS.override.md': 'other',
  });
  await s.write('home/AGENTS.md', 'home');
  const all = (maxBytes: number) =>
    readInstructions(join(s.path, 'home'), join(s.path, 'ws/a'), { ...DEFAULTS, maxBytes }, () => true);
  const sources = ['home/AGENTS.md', 'ws/AGENTS.md', 'ws/a/AGENTS.override.md'].map((name) => join(s.path, name));
  expect(await all(100)).toEqual({ sources, text: 'home\n\n--- project-doc ---\n\nroot\n\nother', findings: [] });
  const path = join(s.path, 'ws/a/AGENTS.override.md');
  expect(await all(6)).toEqual({
    sources,
    text: 'home\n\n--- project-doc ---\n\nroot\n\not',
    findings: [`${path} was cut: 2 of its 5 bytes are part of the instructions.`],
  });
  expect((await all(4)).findings).toEqual([`${path} was cut: 0 of its 5 bytes are part of the instructions.`]);
});

import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import { ThreadedFileSearch } from '../../../src/workspace/search/file-search.js';
import { makeTree } from './trees.js';

/** Every thread that is started. */
const threads: Worker[] = [];
process.on('worker', (thread) => threads.push(thread));

afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;

it('the first search starts a thread, which is kept, and ended after some time without searches', async () => {
  await using tree = await makeTree({ 'a/rose.md': '' });
  const before = threads.length;
  const search = new ThreadedFileSearch(tree.path, {});
  expect(await search.find('', ['.'], never)).toEqual([]);
  expect(await search.find('rose', [], never)).toEqual([]);
  expect(threads.length).toBe(before);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const found = { root: '.', path: 'a/rose.md', file_name: 'rose.md', score: 109, indices: [2, 3, 4, 5] };
  expect(await search.find('rose', ['.'], never)).toEqual([found]);
  expect(await search.find('rose', ['./a/..'], never)).toEqual([{ ...found, root: './a/..' }]);
  expect(threads.length).toBe(before + 1);
  const ended = once(threads[before] as Worker, 'exit');
  vi.advanceTimersByTime(30_000);
  await ended;
  vi.useRealTimers();
  expect(await search.find('rose', ['.'], never)).toEqual([found]);
  expect(threads.length).toBe(before + 2);
  await search.close();
});

it('a thread that is lost takes its searches along and no others', async () => {
  await using tree = await makeTree({ 'a/rose.md': '' });
  const search = new ThreadedFileSearch(tree.path, {});
  const started = once(process, 'worker') as Promise<[Worker]>;
  const lost = search.find('rose', ['.'], never);
  void started.then(([thread]) => thread.terminate());
  await expect(lost).rejects.toThrow('the thread that searches has ended');
  expect(await search.find('rose', ['.'], never)).toHaveLength(1);
  await search.close();
});

it('searches that wait at the end get an empty answer', async () => {
  const search = new ThreadedFileSearch('/', {});
  const found = search.find('rose', ['usr'], never);
  await search.close();
  expect(await found).toEqual([]);
  expect(await search.find('rose', ['usr'], never)).toEqual([]);
});

it('the built library searches too', async () => {
  await using tree = await makeTree({ 'home/config.toml': '', 'work/rose.md': '' });
  const { createAppServer } = (await import(
    new URL('../../../dist/index.mjs', import.meta.url).href
  )) as typeof import('../../../src/server/library.js');
  const server = createAppServer({ home: join(tree.path, 'home'), cwd: join(tree.path, 'work'), env: {} });
  const input = new PassThrough();
  const output = new PassThrough();
  const ended = server.connect(input, output);
  input.write('{"id":0,"method":"initialize","params":{"clientInfo":{"name":"mine","version":"1"}}}\n');
  input.write('{"id":1,"method":"fuzzyFileSearch","params":{"query":"rose","roots":["."]}}\n');
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    if (text.includes('"id":1')) break;
  }
  expect(text).toContain('"path":"rose.md"');
  input.end();
  await ended;
  await server.close();
});

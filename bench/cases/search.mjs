import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cpuMs, memory } from '../lib/proc.mjs';
import { check, median, nowMs } from '../lib/stats.mjs';
import { cheap, searchFiles } from '../lib/v1.mjs';

const WORDS = ['alpha', 'rose', 'client', 'server', 'index', 'garden', 'event', 'listener', 'water', 'bed'];

/** Ten files in a hundred have `rose` in their names. */
function makeTree(dir, files) {
  const perFolder = 200;
  for (let folder = 0; folder < files / perFolder; folder++) {
    const at = path.join(dir, `part-${folder % 20}`, `${WORDS[folder % 7]}-${folder}`);
    mkdirSync(at, { recursive: true });
    for (let i = 0; i < perFolder; i++)
      writeFileSync(path.join(at, `${WORDS[i % 10]}_${WORDS[(i * 7) % 9]}${i}.ts`), '');
  }
}

/** The first search of a server, those that follow while a user types, and how long another request waits for a search. */
async function search(ctx, files) {
  const home = ctx.home();
  const dir = path.join(home, 'tree');
  makeTree(dir, files);
  const s = await ctx.spawn(home);
  const before = memory(s.pid);
  const cpu = cpuMs(s.pid);
  const timed = async (query) => {
    const t = nowMs();
    const { found, t: at } = await searchFiles(s, query, [dir]);
    check(found.length === 50, `${query}: ${found.length} files instead of 50`);
    check(
      found.every((file) => file.root === dir && file.score > 0),
      `${query}: a wrong file`,
    );
    return at - t;
  };
  const first = await timed('rose');
  const typed = [];
  for (const query of ['c', 'cl', 'cli', 'clie', 'clien', 'client', 'client se', 'client ser'])
    typed.push(await timed(query));
  const used = cpuMs(s.pid) - cpu;
  const waits = [];
  for (let i = 0; i < 5; i++) {
    const busy = timed('rose');
    const t = nowMs();
    const r = await s.request(cheap.method, cheap.params);
    waits.push(r.t - t);
    await busy;
  }
  const after = memory(s.pid);
  await s.close();
  rmSync(dir, { recursive: true, force: true });
  return [
    ['first search', first, 'ms'],
    ['next searches, median', median(typed), 'ms'],
    ['slowest of them', Math.max(...typed), 'ms'],
    [`${cheap.method} during a search`, median(waits), 'ms'],
    ['CPU', used, 'ms'],
    ['RSS growth', after.rss - before.rss, 'MB'],
  ];
}

const needs = 'fuzzyFileSearch';
export const cases = [
  { name: 'search-1k', needs, run: (ctx) => search(ctx, 1000) },
  { name: 'search-100k', needs, run: (ctx) => search(ctx, 100_000) },
];

import path from 'node:path';
import { cpuMs, memory } from '../lib/proc.mjs';
import { check, median, nowMs } from '../lib/stats.mjs';
import { turn } from '../lib/turn.mjs';
import { answersOf, resume } from '../lib/v1.mjs';

const PAGE = 25;

async function page({ protocol }, s, cursor, size) {
  const t = nowMs();
  const got = await protocol.listPage(s, cursor, size);
  return { ...got, ms: got.t - t };
}

/** Pages from the newest on, each conversation once and in order. */
async function walk(ctx, s, expected, size, most) {
  const ids = [];
  const each = [];
  let cursor = null;
  let before = -1;
  for (let k = 0; k < most; k++) {
    const got = await page(ctx, s, cursor, size);
    each.push(got.ms);
    ids.push(...got.ids);
    cursor = got.next;
    if (!cursor || (got.ids.length === 0 && ids.length === before)) break;
    before = ids.length;
  }
  check(ids.length <= expected.length, 'the pages repeat');
  check(
    ids.every((id, i) => id === expected[i].id),
    'the pages are out of order',
  );
  return { ids, each };
}

async function list(ctx, { count, noise }) {
  const home = ctx.home();
  const expected = ctx.manyRollouts(home, { count, noise });
  const s = await ctx.spawn(home);
  const cpu = cpuMs(s.pid);
  const first = await page(ctx, s, null, PAGE);
  // Among conversations that are not listed a page may be short, never wrong.
  check(noise ? first.ids.length > 0 : first.ids.length === Math.min(PAGE, expected.length), 'first page is short');
  first.ids.forEach((id, i) => {
    check(id === expected[i].id && first.previews[i] === expected[i].preview, 'first page is wrong');
  });
  const again = [];
  for (let i = 0; i < 10; i++) again.push((await page(ctx, s, null, PAGE)).ms);
  let t = nowMs();
  const twenty = await walk(ctx, s, expected, PAGE, 20);
  const figures = [
    ['first launch', s.readyMs, 'ms'],
    ['first page', first.ms, 'ms'],
    ['first page again', median(again), 'ms'],
    ['20 pages', nowMs() - t, 'ms'],
    ['items in them', twenty.ids.length, '#'],
  ];
  if (!noise) check(twenty.ids.length === Math.min(expected.length, 20 * PAGE), '20 pages lack items');
  if (count <= (ctx.full ? 10000 : 1000)) {
    t = nowMs();
    const all = await walk(ctx, s, expected, 100, Math.ceil(count / 100) * (noise ? 20 : 1) + 3);
    check(all.ids.length === expected.length, `the walk gave ${all.ids.length} of ${expected.length}`);
    figures.push(['walk of all', nowMs() - t, 'ms']);
  }
  figures.push(['server CPU', cpuMs(s.pid) - cpu, 'ms'], ['RSS', memory(s.pid).rss, 'MB']);
  await s.close();
  return figures;
}

/** For a curve: what one of the first 20 pages takes, in a server that has just been launched. */
export async function perPage(ctx, count) {
  const home = ctx.home();
  const expected = ctx.manyRollouts(home, { count, noise: false });
  const s = await ctx.spawn(home);
  const { ids, each } = await walk(ctx, s, expected, PAGE, 20);
  check(ids.length === Math.min(count, 20 * PAGE), 'the pages lack items');
  await s.close();
  return each.reduce((sum, ms) => sum + ms, 0) / each.length;
}

async function resumeBig(ctx, mb) {
  const home = ctx.home();
  const big = ctx.bigRollout(home, mb);
  const conv = { id: big.id, path: path.join(home, big.file) };
  const s = await ctx.spawn(home);
  const before = memory(s.pid);
  const cpu = cpuMs(s.pid);
  const t = nowMs();
  const r = await resume(s, conv);
  const after = memory(s.pid);
  const used = cpuMs(s.pid) - cpu;
  if (r.result) {
    const answers = answersOf(r.result);
    check(answers.length === big.turns && answers.at(-1) === big.last, `${answers.length} answers of ${big.turns}`);
  }
  await ctx.protocol.listen(s, conv);
  const first = await turn(ctx, s, conv);
  check(first.seen.bytes > big.bytes / 2, `the model got ${first.seen.bytes} bytes of history for ${big.bytes}`);
  const second = await turn(ctx, s, conv);
  const { peak } = memory(s.pid);
  await s.close();
  return [
    ['response', r.t - t, 'ms'],
    ['response size', r.bytes / 1e6, 'MB'],
    ['server CPU', used, 'ms'],
    ['RSS grows by', after.rss - before.rss, 'MB'],
    ['peak RSS', after.peak, 'MB'],
    ['turn after it', first.wall, 'ms'],
    ['of that to model request', first.toModel, 'ms'],
    ['second turn', second.wall, 'ms'],
    ['peak RSS after turns', peak, 'MB'],
  ];
}

const listCase = (name, count, options = {}) => ({
  name,
  needs: 'listConversations',
  full: options.full,
  v2: !options.noise,
  run: (ctx) => list(ctx, { count, noise: options.noise ?? false }),
});
const resumeCase = (mb, full = false) => ({
  name: `resume-${mb}MB`,
  needs: 'resumeConversation',
  full,
  run: (ctx) => resumeBig(ctx, mb),
});

export const cases = [
  listCase('list-100', 100),
  listCase('list-1k', 1000),
  listCase('list-10k', 10000),
  listCase('list-100k', 100000, { full: true }),
  listCase('list-noise-1k', 1000, { noise: true }),
  listCase('list-noise-10k', 10000, { noise: true }),
  resumeCase(1),
  resumeCase(10),
  resumeCase(100, true),
  resumeCase(500, true),
];

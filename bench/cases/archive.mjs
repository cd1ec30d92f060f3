import fs from 'node:fs';
import path from 'node:path';
import { check, median, nowMs } from '../lib/stats.mjs';
import { open, turn } from '../lib/turn.mjs';
import { archive, unlisten } from '../lib/v1.mjs';

async function timed(s, conv) {
  const t = nowMs();
  const r = await archive(s, conv);
  check(!fs.existsSync(conv.path), 'the rollout is still there');
  return r.t - t;
}

async function stored(ctx) {
  const home = ctx.home();
  const all = ctx.manyRollouts(home, { count: 1000, noise: false }).slice(0, 200);
  const s = await ctx.spawn(home);
  const each = [];
  const started = nowMs();
  for (const { id, file } of all) {
    each.push(await timed(s, { id, path: path.join(home, file) }));
    check(fs.existsSync(path.join(home, 'archived_sessions', path.basename(file))), 'the rollout was not moved');
  }
  const wall = nowMs() - started;
  await s.close();
  return [
    [`${all.length} archives`, wall, 'ms'],
    ['median', median(each), 'ms'],
  ];
}

async function live(ctx, { count, listened }) {
  const s = await ctx.spawn(ctx.home());
  const convs = [];
  for (let i = 0; i < count; i++) {
    const conv = await open(ctx, s);
    await turn(ctx, s, conv);
    if (!listened) await unlisten(s, conv);
    convs.push(conv);
  }
  const each = [];
  for (const conv of convs) each.push(await timed(s, conv));
  await s.close();
  return [
    ['archive', median(each), 'ms'],
    ['worst', Math.max(...each), 'ms'],
  ];
}

const needs = 'archiveConversation';
export const cases = [
  { name: 'archive-stored', needs, run: stored },
  { name: 'archive-live', needs, run: (ctx) => live(ctx, { count: 50, listened: false }) },
  { name: 'archive-listened', needs, run: (ctx) => live(ctx, { count: 1, listened: true }) },
];

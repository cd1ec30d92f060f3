// How costs grow: each curve is measured for ours and for the reference of v1, and drawn as SVG.
import fs from 'node:fs';
import path from 'node:path';
import { fill } from './cases/memory.mjs';
import { perPage } from './cases/recorded.mjs';
import { streams } from './cases/turns.mjs';
import { chart } from './lib/chart.mjs';
import { describe, machine, withEnd } from './lib/machine.mjs';
import { memory } from './lib/proc.mjs';
import { pairs, sidesFor, versionOf, warm } from './lib/sides.mjs';
import { median, sleep } from './lib/stats.mjs';
import { open, turn } from './lib/turn.mjs';

/** `points` runs on one side and gives [[x, y], ...], the same x on every side. */
const curves = [
  {
    file: 'cost-list.svg',
    title: 'Listing: time for a page against stored conversations',
    x: { label: 'stored conversations (logarithmic)', log: true },
    y: { label: 'ms for a page of 25, mean of 20 pages', unit: 'ms' },
    points: list,
  },
  {
    file: 'cost-turn.svg',
    title: 'Turn: time for a short turn against the turns before it',
    x: { label: 'turns in the conversation' },
    y: { label: 'ms for a turn, median of 20', unit: 'ms' },
    points: history,
  },
  {
    file: 'cost-memory.svg',
    title: 'Memory against live conversations',
    x: { label: 'live conversations, each with one turn' },
    y: { label: 'resident memory, MB', unit: 'MB' },
    points: resident,
  },
  {
    file: 'cost-stream.svg',
    title: 'Streaming: 20,000 deltas shared by several conversations',
    x: { label: 'live conversations, all streaming' },
    y: { label: 'ms for all 20,000 deltas', unit: 'ms' },
    points: streaming,
  },
];

async function list(ctx) {
  const points = [];
  for (const count of [100, 300, 1000, 3000, 10000, 30000]) {
    points.push([count, await perPage(ctx, count)]);
  }
  return points;
}

async function history(ctx) {
  const s = await ctx.spawn(ctx.home());
  const conv = await open(ctx, s);
  const points = [];
  let done = 0;
  for (const before of [0, 100, 250, 500, 1000, 1500, 2000]) {
    for (; done < before; done++) await turn(ctx, s, conv);
    const walls = [];
    // The first turn of a process loads code: it is a row of the table, not a point of this curve.
    if (done === 0) await turn(ctx, s, await open(ctx, s));
    for (let i = 0; i < 20; i++, done++) walls.push((await turn(ctx, s, conv)).wall);
    points.push([before, median(walls)]);
  }
  await s.close();
  return points;
}

async function resident(ctx) {
  const s = await ctx.spawn(ctx.home());
  const points = [];
  let live = 0;
  for (const count of [0, 1, 25, 50, 100, 150, 200]) {
    await fill(ctx, s, count - live);
    live = count;
    await sleep(1000);
    points.push([count, memory(s.pid).rss]);
  }
  await s.close();
  return points;
}

async function streaming(ctx) {
  const points = [];
  for (const count of [1, 10, 25, 50, 100, 200]) {
    points.push([count, await streams(ctx, count, 20000 / count)]);
  }
  return points;
}

export async function drawCurves(bed, { folder, only, runs, timeout, ...options }) {
  const begun = machine();
  const sides = sidesFor(bed, 'v1', options);
  const versions = sides.map(versionOf);
  await Promise.all(sides.map(warm));
  fs.mkdirSync(folder, { recursive: true });
  for (const { file, title, x, y, points } of curves) {
    if (only && !only.some((name) => file === `cost-${name}.svg`)) continue;
    const measure = async (side) => points(side);
    const results = await pairs(bed, measure, sides, { runs: Number(runs), timeout: Number(timeout) });
    const lines = results.map((list, i) => ({ name: versions[i], points: middle(list, `${file}: ${versions[i]}`) }));
    const description = lines.map((line) => `${line.name}: ${said(line.points, y.unit)}`).join('. ');
    fs.writeFileSync(path.join(folder, file), chart({ title, description, x, y, lines }));
    console.log(`${file}\n  ${description.replaceAll('. ', '\n  ')}`);
  }
  console.log(describe(withEnd(begun)));
}

/** The median of the runs at each x. */
function middle(runs, whose) {
  const failed = runs.find((run) => run.error !== undefined);
  if (failed) throw new Error(`${whose}: ${failed.error}`);
  return runs[0].metrics.map(([x], k) => [x, median(runs.map((run) => run.metrics[k][1]))]);
}

const said = (points, unit) => points.map(([x, y]) => `${Number(y.toPrecision(3))} ${unit} at ${x}`).join(', ');

import { cpuMs } from '../lib/proc.mjs';
import { check, median, nowMs, quantile } from '../lib/stats.mjs';
import { cheap, create, otherRequests } from '../lib/v1.mjs';

const REQUESTS = 2000;

async function timed(s, { method, params, ok }) {
  const t = nowMs();
  const r = await s.request(method, params);
  check(ok(r.result), `${method}: wrong answer`);
  return r.t - t;
}

async function warmServer(ctx) {
  const s = await ctx.spawn(ctx.home());
  for (let i = 0; i < 50; i++) await timed(s, cheap);
  return s;
}

/** One request after another. */
async function rtt(ctx) {
  const s = await warmServer(ctx);
  const each = [];
  const cpu = cpuMs(s.pid);
  const started = nowMs();
  for (let i = 0; i < REQUESTS; i++) each.push(await timed(s, cheap));
  const wall = nowMs() - started;
  const used = cpuMs(s.pid) - cpu;
  const others = [];
  for (const other of otherRequests) {
    const times = [];
    for (let i = 0; i < 20; i++) times.push(await timed(s, other));
    others.push([other.method, median(times), 'ms']);
  }
  await s.close();
  return [
    ...others,
    [`${cheap.method} median`, median(each), 'ms'],
    [`${cheap.method} p99`, quantile(each, 0.99), 'ms'],
    [`${REQUESTS} sequential`, wall, 'ms'],
    ['server CPU', used, 'ms'],
  ];
}

/** Many requests with `window` of them in flight; every one must be answered well. */
async function pipeline(ctx, window) {
  const s = await warmServer(ctx);
  const cpu = cpuMs(s.pid);
  const started = nowMs();
  let sent = 0;
  let last = 0;
  const ask = async () => {
    while (sent < REQUESTS) {
      sent++;
      const r = await s.request(cheap.method, cheap.params);
      check(cheap.ok(r.result), 'wrong answer');
      last = Math.max(last, r.t);
    }
  };
  await Promise.all(Array.from({ length: window }, ask));
  const used = cpuMs(s.pid) - cpu;
  await s.close();
  return [
    [`${REQUESTS} requests`, last - started, 'ms'],
    ['rate', REQUESTS / ((last - started) / 1000), '/s'],
    ['server CPU', used, 'ms'],
  ];
}

/** Conversations created one after another. */
async function creation(ctx) {
  const s = await ctx.spawn(ctx.home());
  const n = ctx.full ? 200 : 60;
  const each = [];
  const ids = new Set();
  const started = nowMs();
  for (let i = 0; i < n; i++) {
    const t = nowMs();
    const conv = await create(s, ctx.cwd);
    each.push(conv.t - t);
    ids.add(conv.id);
  }
  const wall = nowMs() - started;
  check(ids.size === n, 'conversation ids are not unique');
  await s.close();
  return [
    ['first', each[0], 'ms'],
    [`median of ${n}`, median(each), 'ms'],
    ['last 20 / first 20', median(each.slice(-20)) / median(each.slice(0, 20)), 'x'],
    [`${n} sequential`, wall, 'ms'],
  ];
}

export const cases = [
  { name: 'new', run: creation },
  { name: 'rtt', run: rtt },
  { name: 'pipeline-64', run: (ctx) => pipeline(ctx, 64) },
  { name: 'pipeline-all', run: (ctx) => pipeline(ctx, REQUESTS) },
];

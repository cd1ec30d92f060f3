import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuMs, fdCount, memory, threadCount } from '../lib/proc.mjs';
import { check, median, nowMs, sleep } from '../lib/stats.mjs';
import { open, turn } from '../lib/turn.mjs';
import { archive, create } from '../lib/v1.mjs';

const COLLECT = fileURLToPath(new URL('../lib/collect.cjs', import.meta.url));

/** So many more live conversations, each with one turn. */
export async function fill(ctx, s, count) {
  for (let i = 0; i < count; i++) await turn(ctx, s, await open(ctx, s));
}

/** Idle, with one conversation, and with many that have each had a turn. */
async function resident(ctx) {
  const s = await ctx.spawn(ctx.home());
  await sleep(1000);
  const idle = memory(s.pid);
  const cpu = cpuMs(s.pid);
  await sleep(2000);
  const idleCpu = cpuMs(s.pid) - cpu;
  const n = ctx.full ? 200 : 50;
  await fill(ctx, s, 1);
  await sleep(500);
  const one = memory(s.pid);
  await fill(ctx, s, n - 1);
  await sleep(500);
  const many = memory(s.pid);
  const threads = threadCount(s.pid);
  const fds = fdCount(s.pid);
  await s.close();
  return [
    ['idle RSS', idle.rss, 'MB'],
    ['idle anonymous', idle.anon, 'MB'],
    ['RSS with 1', one.rss, 'MB'],
    [`RSS with ${n}`, many.rss, 'MB'],
    ['per conversation', ((many.anon - one.anon) * 1024) / (n - 1), 'KB'],
    ['idle CPU in 2 s', idleCpu, 'ms'],
    [`threads with ${n}`, threads, '#'],
    [`descriptors with ${n}`, fds, '#'],
  ];
}

/** Many short turns in one conversation: does it grow, does it slow down? */
async function soak(ctx) {
  const n = ctx.full ? 2000 : 150;
  const s = await ctx.spawn(ctx.home());
  const conv = await open(ctx, s);
  for (let i = 0; i < 20; i++) await turn(ctx, s, conv);
  const before = memory(s.pid);
  const cpu = cpuMs(s.pid);
  const started = nowMs();
  const all = [];
  for (let i = 0; i < n; i++) {
    const { wall, toModel } = await turn(ctx, s, conv);
    all.push({ wall, toModel });
  }
  const wall = nowMs() - started;
  const after = memory(s.pid);
  const used = cpuMs(s.pid) - cpu;
  await s.close();
  const k = Math.min(50, n >> 2);
  const atStart = median(all.slice(0, k).map((r) => r.wall));
  const atEnd = median(all.slice(-k).map((r) => r.wall));
  return [
    [`${n} turns`, wall, 'ms'],
    ['turn at start', atStart, 'ms'],
    ['turn at end', atEnd, 'ms'],
    ['end / start', atEnd / atStart, 'x'],
    ['to model request at end', median(all.slice(-k).map((r) => r.toModel)), 'ms'],
    ['server CPU', used, 'ms'],
    ['RSS grows by', after.rss - before.rss, 'MB'],
    ['RSS after', after.rss, 'MB'],
  ];
}

/** Until caches are full. */
const CYCLES_BEFORE = 1000;

/** Conversations created and archived. Garbage is not what a server keeps, so one that runs on Node collects it before its memory is read. */
async function leak(ctx) {
  const n = 2000;
  const onNode = ctx.argv[0] === process.execPath;
  // Flags that are set late do not go with compiled code.
  const env = { NODE_OPTIONS: `--require ${COLLECT}`, NODE_DISABLE_COMPILE_CACHE: '1' };
  const home = ctx.home();
  const s = await ctx.spawn(home, onNode ? { env } : {});
  const cycles = async (count) => {
    for (let i = 0; i < count; i++) {
      const conv = await create(s, ctx.cwd);
      await archive(s, conv);
      check(!fs.existsSync(conv.path), 'the rollout is still there');
      s.drain();
    }
  };
  /** MB: what the process keeps, and what the system says of it. */
  const reading = async () => {
    await sleep(1000);
    if (onNode) process.kill(s.pid, 'SIGUSR2');
    await sleep(1000);
    const { anon, rss } = memory(s.pid);
    if (!onNode) return { kept: anon, anon, rss };
    const log = fs.readFileSync(path.join(home, 'bench-stderr.log'), 'utf8');
    const said = [...log.matchAll(/^external (\d+)\nheap (\d+)$/gm)].at(-1);
    check(said, 'the server does not say what it keeps');
    return { kept: (Number(said[1]) + Number(said[2])) / 1024 / 1024, anon, rss };
  };
  await cycles(CYCLES_BEFORE);
  const before = await reading();
  const started = nowMs();
  await cycles(n);
  const wall = nowMs() - started;
  const busy = memory(s.pid);
  const after = await reading();
  const threads = threadCount(s.pid);
  const fds = fdCount(s.pid);
  await s.close();
  return [
    [`${n} cycles`, wall, 'ms'],
    ['anonymous grows by', after.anon - before.anon, 'MB'],
    ['kept per cycle', ((after.kept - before.kept) * 1024) / n, 'KB'],
    ['RSS before garbage is collected', busy.rss, 'MB'],
    ['RSS after', after.rss, 'MB'],
    ['descriptors after', fds, '#'],
    ['threads after', threads, '#'],
  ];
}

export const cases = [
  { name: 'memory', v2: true, run: resident },
  { name: 'soak', run: soak },
  { name: 'leak', needs: 'archiveConversation', most: 3, run: leak },
];

import { spawnSync } from 'node:child_process';
import { preciseCpuMs } from '../lib/proc.mjs';
import { check, median, nowMs, sleep } from '../lib/stats.mjs';
import { create, listPage } from '../lib/v1.mjs';

const SPAWNS = 7;
const STORED = 100;
const PAGE = 25;

/** What the platform itself takes: an empty Node program, from its start to its end. */
function emptyNode() {
  const t = nowMs();
  spawnSync(process.execPath, ['-e', '0'], { stdio: 'ignore', env: { PATH: process.env.PATH } });
  return nowMs() - t;
}

/** Launches a server, asks one thing at once, and returns when the answer came, with the CPU used until then. */
async function launch(ctx, home, env, ask) {
  const s = await ctx.spawn(home, { env });
  const answered = ask ? (await ask(s)).t - s.started : s.readyMs;
  const cpu = preciseCpuMs(s.pid);
  await s.close();
  return { answered, cpu };
}

/** From the launch to the answers of `initialize`, and of a request that follows at once. */
async function startup(ctx, { home = ctx.home(), env } = {}) {
  const listed = ctx.home();
  const expected = ctx.manyRollouts(listed, { count: STORED, noise: false });
  const page = async (s) => {
    const got = await listPage(s, null, PAGE);
    check(got.ids.length === PAGE && got.ids.every((id, i) => id === expected[i].id), 'the first page is wrong');
    return got;
  };
  const first = await ctx.spawn(home, { env });
  await sleep(300);
  await first.close();
  const ready = [];
  const created = [];
  const pages = [];
  const floor = [];
  for (let i = 0; i < SPAWNS; i++) {
    ready.push(await launch(ctx, home, env));
    created.push(await launch(ctx, home, env, (s) => create(s, ctx.cwd)));
    pages.push(await launch(ctx, listed, env, page));
    floor.push(emptyNode());
  }
  const of = (launches, key) => median(launches.map((one) => one[key]));
  return [
    ['first launch', first.readyMs, 'ms'],
    ['launch to initialize', of(ready, 'answered'), 'ms'],
    ['CPU until then', of(ready, 'cpu'), 'ms'],
    ['launch to newConversation', of(created, 'answered'), 'ms'],
    ['CPU until then (new)', of(created, 'cpu'), 'ms'],
    ['launch to listConversations', of(pages, 'answered'), 'ms'],
    ['CPU until then (list)', of(pages, 'cpu'), 'ms'],
    ['floor: node -e 0', median(floor), 'ms'],
  ];
}

export const cases = [
  { name: 'startup', run: (ctx) => startup(ctx) },
  {
    name: 'startup-uncompiled',
    run: (ctx) => startup(ctx, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }),
  },
  {
    name: 'startup-10k',
    run(ctx) {
      const home = ctx.home();
      ctx.manyRollouts(home, { count: 10000, noise: false });
      return startup(ctx, { home });
    },
  },
];

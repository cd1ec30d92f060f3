import { spawnSync } from 'node:child_process';
import { preciseCpuMs } from '../lib/proc.mjs';
import { create } from '../lib/protocol.mjs';
import { median, nowMs, sleep } from '../lib/stats.mjs';

const SPAWNS = 7;

/** What the platform itself takes: an empty Node program, from its start to its end. */
function emptyNode() {
  const t = nowMs();
  spawnSync(process.execPath, ['-e', '0'], { stdio: 'ignore', env: { PATH: process.env.PATH } });
  return nowMs() - t;
}

/** From the launch to the answers of `initialize` and of a `newConversation` that follows at once. */
async function startup(ctx, home) {
  const first = await ctx.spawn(home);
  await sleep(300);
  await first.close();
  const ready = [];
  const readyCpu = [];
  const created = [];
  const createdCpu = [];
  const floor = [];
  for (let i = 0; i < SPAWNS; i++) {
    const s = await ctx.spawn(home);
    readyCpu.push(preciseCpuMs(s.pid));
    ready.push(s.readyMs);
    await s.close();
    const t = await ctx.spawn(home);
    created.push((await create(t, ctx.cwd)).t - t.started);
    createdCpu.push(preciseCpuMs(t.pid));
    await t.close();
    floor.push(emptyNode());
  }
  return [
    ['first launch', first.readyMs, 'ms'],
    ['launch to initialize', median(ready), 'ms'],
    ['CPU until then', median(readyCpu), 'ms'],
    ['launch to newConversation', median(created), 'ms'],
    ['CPU until then (new)', median(createdCpu), 'ms'],
    ['floor: node -e 0', median(floor), 'ms'],
  ];
}

export const cases = [
  { name: 'startup', run: (ctx) => startup(ctx, ctx.home()) },
  {
    name: 'startup-10k',
    more: true,
    run(ctx) {
      const home = ctx.home();
      ctx.manyRollouts(home, { count: 10000, noise: false });
      return startup(ctx, home);
    },
  },
];

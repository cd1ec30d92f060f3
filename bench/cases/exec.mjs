import { cpuMs, memory } from '../lib/proc.mjs';
import { check } from '../lib/stats.mjs';
import { open, turn } from '../lib/turn.mjs';

/** Tool calls of `true`, or one command that prints 20 MB. */
async function exec(ctx, options) {
  const s = await ctx.spawn(ctx.home());
  const conv = await open(ctx, s);
  await turn(ctx, s, conv);
  const cpu = cpuMs(s.pid);
  const r = await turn(ctx, s, conv, options);
  const used = cpuMs(s.pid) - cpu;
  const ends = r.notes.flatMap((note) => ctx.protocol.execEndOf(note.msg) ?? []);
  const well = ends.filter((e) => e.exitCode === 0).length;
  check(well === options.tools && ends.length === well, `${well} commands ended well instead of ${options.tools}`);
  const { outputs } = r.seen;
  check(outputs.length === options.tools, `the model got ${outputs.length} outputs`);
  const { peak } = memory(s.pid);
  await s.close();
  const figures = [
    ['wall', r.wall, 'ms'],
    ['server CPU', used, 'ms'],
    ['notifications', r.events, '#'],
    ['peak RSS', peak, 'MB'],
  ];
  if (options.cmd !== 'flood') return [...figures, ['per command', r.wall / options.tools, 'ms']];
  check(outputs[0].bytes > 1000, `the output is ${outputs[0].head}`);
  return [
    ...figures,
    ['stdout', r.notes.reduce((sum, note) => sum + note.bytes, 0) / 1e6, 'MB'],
    ['output to client', ends[0].output.length / 1e6, 'MB'],
    ['output to model', outputs[0].bytes / 1e3, 'KB'],
  ];
}

export const cases = [
  { name: 'exec-100', v2: true, run: (ctx) => exec(ctx, { tools: 100, cmd: 'true' }) },
  { name: 'exec-20MB', run: (ctx) => exec(ctx, { tools: 1, cmd: 'flood' }) },
];

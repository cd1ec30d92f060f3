import fs from 'node:fs';
import { cpuMs, memory } from '../lib/proc.mjs';
import { check, median, nowMs, quantile, sleep } from '../lib/stats.mjs';
import { checkTurn, directive, open, turn } from '../lib/turn.mjs';

/** The reference writes its rollout a moment after it has reported the end. */
async function recorded(conv, text) {
  const until = nowMs() + 2000;
  while (!fs.readFileSync(conv.path, 'utf8').includes(text)) {
    check(nowMs() < until, 'the rollout lacks what was said');
    await sleep(20);
  }
}

/** Short turns, one after another. */
async function turns(ctx) {
  const s = await ctx.spawn(ctx.home());
  const conv = await open(ctx, s);
  const first = await turn(ctx, s, conv);
  const rest = [];
  for (let i = 0; i < 30; i++) rest.push(await turn(ctx, s, conv));
  await recorded(conv, rest.at(-1).d.text);
  await s.close();
  const of = (pick) => median(rest.map(pick));
  return [
    ['first turn', first.wall, 'ms'],
    ['first turn to model request', first.toModel, 'ms'],
    ['turn', of((r) => r.wall), 'ms'],
    ['to first notification', of((r) => r.toFirst), 'ms'],
    ['to model request', of((r) => r.toModel), 'ms'],
    ['first delta late by', of((r) => r.deltas[0].late), 'ms'],
    ['model end to turn end', of((r) => r.tail), 'ms'],
    ['notifications per turn', rest[0].events, '#'],
  ];
}

/** One long answer in small deltas, as fast as the model can. */
async function stream(ctx, count) {
  const { protocol } = ctx;
  const s = await ctx.spawn(ctx.home());
  const conv = await open(ctx, s);
  await turn(ctx, s, conv);
  const d = directive({ deltas: count });
  const output = s.record(protocol.endMarker, 1);
  const cpu = cpuMs(s.pid);
  const sent = nowMs();
  protocol.sendTurn(s, conv, d.text).catch(() => {});
  const notes = await output;
  const used = cpuMs(s.pid) - cpu;
  const r = checkTurn(ctx, notes, conv, d);
  const { peak } = memory(s.pid);
  await recorded(conv, r.deltas.at(-1).text);
  await s.close();
  return [
    ['wall', r.end - sent, 'ms'],
    ['deltas', count / ((r.end - r.deltas[0].t) / 1000), '/s'],
    ['first delta late by', r.deltas[0].late, 'ms'],
    ['server CPU', used, 'ms'],
    ['peak RSS', peak, 'MB'],
    ['delta notifications', r.deltaNotes, '#'],
    ['stdout', notes.reduce((sum, note) => sum + note.bytes, 0) / 1e6, 'MB'],
  ];
}

/** A turn in so many conversations at once; every delta of all of them is checked. */
async function together(ctx, s, count, options) {
  const { protocol } = ctx;
  const convs = [];
  for (let i = 0; i < count; i++) convs.push(await open(ctx, s));
  s.drain();
  const wanted = convs.map(() => directive(options));
  const output = s.record(protocol.endMarker, count);
  const cpu = cpuMs(s.pid);
  const sent = nowMs();
  convs.forEach((conv, i) => {
    protocol.sendTurn(s, conv, wanted[i].text).catch(() => {});
  });
  const notes = await output;
  const used = cpuMs(s.pid) - cpu;
  const { peak } = memory(s.pid);
  const notesOf = new Map(convs.map((conv) => [conv.id, []]));
  for (const note of notes) notesOf.get(protocol.conversationOf(note.msg))?.push(note);
  const results = convs.map((conv, i) => checkTurn(ctx, notesOf.get(conv.id), conv, wanted[i]));
  return { results, sent, wall: Math.max(...results.map((r) => r.end)) - sent, used, peak };
}

/** For a curve: so many conversations at once, each with so many deltas as fast as the model can. */
export async function streams(ctx, count, deltas) {
  const s = await ctx.spawn(ctx.home());
  await turn(ctx, s, await open(ctx, s));
  const { wall } = await together(ctx, s, count, { deltas });
  await s.close();
  return wall;
}

/** Turns in 50 conversations at once, each with a delta every `pace` ms. */
async function fanout(ctx, options) {
  const s = await ctx.spawn(ctx.home());
  const { results, sent, wall, used, peak } = await together(ctx, s, 50, options);
  const late = results.flatMap((r) => r.deltas.map((x) => x.late));
  await s.close();
  return [
    ['wall', wall, 'ms'],
    ['delta late p50', median(late), 'ms'],
    ['delta late p99', quantile(late, 0.99), 'ms'],
    ['delta late max', Math.max(...late), 'ms'],
    ['slowest first delta', Math.max(...results.map((r) => r.deltas[0].t)) - sent, 'ms'],
    ['server CPU', used, 'ms'],
    ['peak RSS', peak, 'MB'],
  ];
}

export const cases = [
  { name: 'turn', v2: true, run: turns },
  { name: 'stream', run: (ctx) => stream(ctx, 20000) },
  { name: 'fanout-calm', run: (ctx) => fanout(ctx, { deltas: 40, pace: 50 }) }, // 1,000 deltas/s: lateness
  { name: 'fanout-hot', run: (ctx) => fanout(ctx, { deltas: 200, pace: 5 }) }, // 10,000 deltas/s: at the limit
];

import fs from 'node:fs';
import { cpuMs, memory } from '../lib/proc.mjs';
import { conversationOf, endMarker, sendTurn } from '../lib/protocol.mjs';
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
  const s = await ctx.spawn(ctx.home());
  const conv = await open(ctx, s);
  await turn(ctx, s, conv);
  const d = directive({ deltas: count });
  const output = s.record(endMarker, 1);
  const cpu = cpuMs(s.pid);
  const sent = nowMs();
  sendTurn(s, conv, d.text).catch(() => {});
  const notes = await output;
  const used = cpuMs(s.pid) - cpu;
  const r = checkTurn(notes, conv, d);
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

/** Turns in 50 conversations at once, each with a delta every `pace` ms. */
async function fanout(ctx, { deltas, pace }) {
  const n = 50;
  const s = await ctx.spawn(ctx.home());
  const convs = [];
  for (let i = 0; i < n; i++) convs.push(await open(ctx, s));
  s.drain();
  const wanted = convs.map(() => directive({ deltas, pace }));
  const output = s.record(endMarker, n);
  const cpu = cpuMs(s.pid);
  const sent = nowMs();
  convs.forEach((conv, i) => {
    sendTurn(s, conv, wanted[i].text).catch(() => {});
  });
  const notes = await output;
  const used = cpuMs(s.pid) - cpu;
  const { peak } = memory(s.pid);
  const notesOf = new Map(convs.map((conv) => [conv.id, []]));
  for (const note of notes) notesOf.get(conversationOf(note.msg))?.push(note);
  const results = convs.map((conv, i) => checkTurn(notesOf.get(conv.id), conv, wanted[i]));
  const late = results.flatMap((r) => r.deltas.map((x) => x.late));
  await s.close();
  return [
    ['wall', Math.max(...results.map((r) => r.end)) - sent, 'ms'],
    ['delta late p50', median(late), 'ms'],
    ['delta late p99', quantile(late, 0.99), 'ms'],
    ['delta late max', Math.max(...late), 'ms'],
    ['slowest first delta', Math.max(...results.map((r) => r.deltas[0].t)) - sent, 'ms'],
    ['server CPU', used, 'ms'],
    ['peak RSS', peak, 'MB'],
  ];
}

export const cases = [
  { name: 'turn', run: turns },
  { name: 'stream', run: (ctx) => stream(ctx, 20000) },
  { name: 'fanout-calm', run: (ctx) => fanout(ctx, { deltas: 40, pace: 50 }) }, // 1,000 deltas/s: lateness
  { name: 'fanout-hot', run: (ctx) => fanout(ctx, { deltas: 200, pace: 5 }) }, // 10,000 deltas/s: at the limit
];

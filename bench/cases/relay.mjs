import fs from 'node:fs';
import { cpuMs } from '../lib/proc.mjs';
import { check, median, nowMs } from '../lib/stats.mjs';
import { checkTurn, directive, open, turn } from '../lib/turn.mjs';
import { endMarker, listen, resume, sendTurn, unlisten } from '../lib/v1.mjs';

const TURNS = 30;
const DELTAS = 20000;

/** Short turns, and one long answer in small deltas, of a client of `s`. */
async function measure(ctx, s, conv, owner) {
  await turn(ctx, s, conv);
  const walls = [];
  const late = [];
  for (let i = 0; i < TURNS; i++) {
    const r = await turn(ctx, s, conv);
    walls.push(r.wall);
    late.push(r.deltas[0].late);
  }
  const d = directive({ deltas: DELTAS });
  const output = s.record(endMarker, 1);
  const cpu = () => cpuMs(owner.pid) + (s === owner ? 0 : cpuMs(s.pid));
  const before = cpu();
  const sent = nowMs();
  sendTurn(s, conv, d.text).catch(() => {});
  const r = checkTurn(ctx, await output, conv, d);
  check(fs.readFileSync(conv.path, 'utf8').includes(r.deltas.at(-1).text), 'the rollout lacks the answer');
  return { wall: median(walls), late: median(late), stream: r.end - sent, cpu: cpu() - before };
}

/** The same work by a client of the server that has the conversation, and by a client of a second server, which relays. */
async function relay(ctx) {
  const home = ctx.home();
  const owner = await ctx.spawn(home);
  const conv = await open(ctx, owner);
  const direct = await measure(ctx, owner, conv, owner);
  const second = await ctx.spawn(home);
  const asked = nowMs();
  const { result, error } = await resume(second, conv);
  check(result, `the second server does not relay: ${JSON.stringify(error)}`);
  const resumed = nowMs() - asked;
  const there = { id: conv.id, path: conv.path };
  await listen(second, there);
  await unlisten(owner, conv);
  const relayed = await measure(ctx, second, there, owner);
  const lease = JSON.parse(fs.readFileSync(`${home}/turnwire/leases/${conv.id}.json`, 'utf8'));
  check(lease.pid === owner.pid, 'the second server has taken the conversation');
  await second.close();
  await owner.close();
  return [
    ['turn, direct', direct.wall, 'ms'],
    ['turn, relayed', relayed.wall, 'ms'],
    ['first delta late by, direct', direct.late, 'ms'],
    ['first delta late by, relayed', relayed.late, 'ms'],
    [`${DELTAS} deltas, direct`, direct.stream, 'ms'],
    [`${DELTAS} deltas, relayed`, relayed.stream, 'ms'],
    ['CPU of these, direct', direct.cpu, 'ms'],
    ['CPU of these, relayed', relayed.cpu, 'ms'],
    ['resume by the second server', resumed, 'ms'],
  ];
}

/** The reference refuses a second process, or writes beside it. */
export const cases = [{ name: 'relay', needs: 'turnwire/attach', run: relay }];

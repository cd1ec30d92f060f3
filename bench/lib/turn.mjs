// A turn: asking for it, and checking all that came of it.
import { check, nowMs } from './stats.mjs';

let serial = 0;

/** What the model does in a turn, and the text that requests it. */
export function directive(options = {}) {
  const id = `t${process.pid}x${++serial}`;
  const d = { id, deltas: 2, size: 40, pace: 0, tools: 0, cmd: 'true', ...options };
  const pairs = Object.entries(d).map(([key, value]) => `${key}=${value}`);
  return { ...d, text: `[[bench ${pairs.join(' ')}]]` };
}

/** The model's deltas in a notification: a server may send several that wait for the client as one. */
function piecesOf(text, note, size, before) {
  if (text === undefined) return [];
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  return pieces.map((piece, k) => {
    const [, number, stamp] = /^#(\d+) (\d+) x*$/.exec(piece) ?? [];
    check(Number(number) === before + k && piece.length === size, `delta ${before + k} is ${JSON.stringify(piece)}`);
    return { t: note.t, late: note.t - Number(stamp) / 1000, text: piece };
  });
}

/** Checks a turn's notifications: every delta there, in order and whole, and the final text made of them. */
export function checkTurn({ protocol }, notes, conv, d) {
  const mine = notes.filter((note) => protocol.conversationOf(note.msg) === conv.id);
  const bad = mine.find((note) => protocol.isError(note.msg));
  if (bad) throw new Error(`turn failed: ${JSON.stringify(bad.msg).slice(0, 300)}`);
  const end = mine.find((note) => protocol.isEnd(note.msg));
  check(end, 'turn did not end');
  const deltas = [];
  let deltaNotes = 0;
  let final;
  for (const note of mine) {
    const pieces = piecesOf(protocol.deltaOf(note.msg), note, d.size, deltas.length);
    if (pieces.length > 0) deltaNotes++;
    deltas.push(...pieces);
    final = protocol.finalTextOf(note.msg) ?? final;
  }
  check(deltas.length === d.deltas, `${deltas.length} deltas instead of ${d.deltas}`);
  check(final === deltas.map((x) => x.text).join(''), 'final text differs from the deltas');
  return { deltas, deltaNotes, events: mine.length, first: mine[0].t, end: end.t };
}

/** A conversation with a listener. */
export async function open(ctx, s) {
  const conv = await ctx.protocol.create(s, ctx.cwd);
  await ctx.protocol.listen(s, conv);
  return conv;
}

/** One turn, checked, with its times. */
export async function turn(ctx, s, conv, options) {
  const { protocol } = ctx;
  const d = directive(options);
  s.drain();
  const sent = nowMs();
  const ended = s.wait((m) => protocol.conversationOf(m) === conv.id && protocol.isEnd(m));
  ended.catch(() => {});
  await protocol.sendTurn(s, conv, d.text);
  await ended;
  const notes = s.drain();
  const r = checkTurn(ctx, notes, conv, d);
  const seen = await ctx.modelStats(d.id);
  check(seen?.requests === d.tools + 1, `the model saw ${seen?.requests} requests instead of ${d.tools + 1}`);
  return {
    ...r,
    d,
    notes,
    seen,
    wall: r.end - sent,
    toFirst: r.first - sent,
    toModel: seen.arrived[0] / 1000 - sent,
    tail: r.end - seen.lastSent / 1000,
  };
}

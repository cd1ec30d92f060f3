import { randomFillSync, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { Ids } from '../core/ports/index.js';

/** Random bytes are taken from the system for many ids at once, because a request for a few bytes costs as much as one for 4 KiB. */
const pool = new Uint8Array(4096);
let taken = pool.length;

/** The last id. Ids of the same millisecond have the order in which they were made. */
let msecs = 0;
let seq = 0;

function timeOrdered(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const random = pool.slice(taken, taken + 16);
  taken += 16;
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // The highest of the 32 bits stays free, so that the count does not run over within the millisecond.
    seq = new DataView(random.buffer).getUint32(6) >>> 1;
  } else seq++;
  return v7({ random, msecs, seq });
}

export const randomIds: Ids = {
  conversation: timeOrdered,
  turn: timeOrdered,
  item: timeOrdered,
  subscription: () => randomUUID(),
};

import { v7 } from 'uuid';
import type { Ids } from '../core/ports/index.js';
import { randomBytes, randomUuid } from '../os/random.js';

/** The last id. Ids of the same millisecond have the order in which they were made. */
let msecs = 0;
let seq = 0;

function timeOrdered(): string {
  const random = randomBytes(16);
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
  subscription: randomUuid,
};

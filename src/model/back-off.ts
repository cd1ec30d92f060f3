import { setTimeout as sleep } from 'node:timers/promises';
import type { BackOff } from '../core/ports/index.js';

const FIRST_MS = 200;
/** Nobody waits longer of their own accord, however many attempts are configured. */
const LONGEST_MS = 60_000;
/** The longest that Node's timers wait; beyond it they fire at once. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Twice as long each time, with a tenth of chance in it so that clients do not come back all at once (C67). */
export const exponential: BackOff = {
  delay: (attempt) => Math.trunc(Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.9 + Math.random() * 0.2)),
  wait: (ms, signal) => sleep(Math.min(ms, LONGEST_WAIT_MS), undefined, { signal }),
};

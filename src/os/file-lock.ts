import { setTimeout as delay } from 'node:timers/promises';
import { newOwner, releaseFile, retire, takeFile } from './owned-file.js';

/** A change under a lock takes milliseconds; a process that holds the lock for longer hangs. */
const MAX_WAIT_MS = 10_000;
const PAUSE_MS = 10;

/**
 * Runs the action while no other process runs one with the same lock, whose folder must be there. If no other process holds it, the action is done when this
 * returns. Throws `busy()` when another process does not let go of it, and what the action throws.
 */
export async function withFileLock<T>(lock: string, busy: () => Error, action: () => T): Promise<T> {
  const self = newOwner();
  try {
    const deadline = Date.now() + MAX_WAIT_MS;
    while ('owner' in takeFile(lock, self)) {
      if (Date.now() > deadline) throw busy();
      await delay(PAUSE_MS * (0.5 + Math.random()));
    }
    try {
      return action();
    } finally {
      releaseFile(lock, self);
    }
  } finally {
    retire(self);
  }
}

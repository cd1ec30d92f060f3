import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newOwner, releaseFile, retire, sleep, takeFile } from '../os/owned-file.js';

/** Between two looks whether another process has finished. */
const LOOK_MS = 100;
/** The same where nothing else is done meanwhile, and how often. */
const SHORT_LOOK_MS = 5;
const MAX_SHORT_LOOKS = 100;

/**
 * Runs the work while no other process with this home renews tokens; the lock of a dead process is taken over. `name` says which tokens. Rejects when
 * `signal` is aborted before it is this one's turn.
 */
export async function withRenewalLock<T>(
  home: string,
  signal: AbortSignal,
  work: () => Promise<T>,
  name = 'auth',
): Promise<T> {
  const path = join(home, 'turnwire', `${name}-renewal.json`);
  const self = newOwner();
  try {
    while ('owner' in takeFile(path, self)) await pause(LOOK_MS * (0.5 + Math.random()), undefined, { signal });
    try {
      return await work();
    } finally {
      releaseFile(path, self);
    }
  } finally {
    retire(self);
  }
}

/**
 * Changes what is stored while no other process does, so that no process overwrites what it has not seen. Takes milliseconds; a process that holds it for
 * longer is stuck, and no reason not to sign in or out.
 */
export function withWriteLock<T>(home: string, change: () => T): T {
  const path = join(home, 'turnwire', 'auth-write.json');
  const self = newOwner();
  try {
    for (let looks = 0; 'owner' in takeFile(path, self) && looks < MAX_SHORT_LOOKS; looks++) sleep(SHORT_LOOK_MS);
    return change();
  } finally {
    releaseFile(path, self);
    retire(self);
  }
}

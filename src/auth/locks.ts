import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newOwner, releaseFile, retire, sleep, takeFile } from '../os/owned-file.js';

/** Milliseconds between two checks whether another process has finished. */
const LOOK_MS = 100;
/** The same where nothing else is done meanwhile, and how often. */
const SHORT_LOOK_MS = 5;
const MAX_SHORT_LOOKS = 100;

/**
 * Runs the work while no other process with this home renews tokens; the lock of a dead process is taken over. `name` says which tokens. Rejects when `signal`
 * is aborted before the work begins.
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
 * Changes the stored sign-in while no other process does, so that no process overwrites changes that it has not read. A change takes milliseconds. A process
 * that holds the lock for longer hangs, and does not prevent a sign-in or sign-out.
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

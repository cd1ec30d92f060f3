import { randomFillSync } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { v4 } from 'uuid';

/** Random bytes are taken from the system for many uses at once, because a request for a few bytes costs as much as one for 4 KiB. */
const pool = new Uint8Array(4096);
let taken = pool.length;

/** New random bytes, at most 4096. They name things; for secrets use `node:crypto`. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  if (taken + count > pool.length) {
    if (!readDevice(pool)) randomFillSync(pool);
    taken = 0;
  }
  const bytes = pool.slice(taken, taken + count);
  taken += count;
  return bytes;
}

export const randomUuid = (): string => v4({ random: randomBytes(16) });

/** False where the system has no such device. To load `node:crypto` takes 5 ms, for which a first conversation would wait. */
function readDevice(bytes: Uint8Array): boolean {
  let fd: number | undefined;
  try {
    fd = openSync('/dev/urandom', 'r');
    return fstatSync(fd).isCharacterDevice() && readSync(fd, bytes) === bytes.length;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

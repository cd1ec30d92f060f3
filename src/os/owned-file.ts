import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../protocol/errors.js';
import { isRunning, processStart } from './process-start.js';

const Owner = z.object({
  pid: z.int(),
  /** Start time of the process in the words of its system; tells a process from a later one with its pid. */
  started: z.string().nullable(),
  host: z.string(),
  instance: z.string(),
});
export type Owner = z.infer<typeof Owner>;

/** How old the file of a living owner on another machine may be. */
export const STALE_ELSEWHERE_MS = 90_000;
const MAX_TRIES = 10;

/** Owners in this process: several servers can live in one. */
const living = new Set<string>();

/** Somebody in this process who can own files, until `retire`. */
export function newOwner(): Owner {
  const instance = randomUUID();
  living.add(instance);
  return { pid: process.pid, started: processStart(process.pid), host: hostname(), instance };
}

export function retire(owner: Owner): void {
  living.delete(owner.instance);
}

/**
 * Makes the file exclusively, to say who owns what it stands for; takes it over from a dead owner at once. Gives the living owner who has it already.
 * Throws `AppError` `io_error`.
 */
export function takeFile(path: string, self: Owner): Owner | undefined {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (create(path, self)) return undefined;
    const owner = readOwner(path);
    if (owner && isAlive(owner, path)) return owner;
    clearAway(path, owner, self);
  }
  throw new AppError('io_error', `${path} cannot be taken`, { reason: 'contended', path });
}

/** Removes the file if it is still the owner's. */
export function releaseFile(path: string, self: Owner): void {
  if (readOwner(path)?.instance === self.instance) rmSync(path, { force: true });
}

function create(path: string, self: Owner): boolean {
  const draft = `${path}.${self.instance}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
    // A link appears whole or not at all; a file made in place could be read, and cleared away, before it is written.
    linkSync(draft, path);
    return true;
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return false;
    const reason = (e as Error).message;
    throw new AppError('io_error', `${path} cannot be written: ${reason}`, { reason, path });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead owner's file aside first: of two that do so one finds that it has moved a living one's, and puts that back. */
function clearAway(path: string, dead: Owner | undefined, self: Owner): void {
  const aside = `${path}.${self.instance}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody was faster
  }
  const moved = readOwner(aside);
  if (moved && moved.instance !== dead?.instance) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

function readOwner(path: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined; // gone, or torn by a crash while it was written
  }
}

function isAlive(owner: Owner, path: string): boolean {
  if (owner.host !== hostname()) return Date.now() - modified(path) < STALE_ELSEWHERE_MS;
  if (owner.pid === process.pid) return living.has(owner.instance);
  return isRunning(owner.pid, owner.started);
}

function modified(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
